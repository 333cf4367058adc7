/**
 * The client of {@code stenogate.v1.Transcription}, for programs and for the {@code transcribe}
 * command.
 *
 * <pre>
 * {@link dev.stenogate.client.AudioSource} ─▶ {@link dev.stenogate.client.Transcription} ─▶ Call, Call, … ─▶ servers
 * {@link dev.stenogate.client.TranscriptListener} ◀─ {@link dev.stenogate.client.Transcription} ◀─ Call, Call, … ◀─ servers
 * </pre>
 *
 * <p>A {@code Transcription} owns the audio and the listener, and does what a {@code Continuation}
 * decides, which knows no I/O; a {@code Call} is one dial and knows nothing of the others. Nothing
 * here needs Quarkus.
 */
package dev.stenogate.client;
