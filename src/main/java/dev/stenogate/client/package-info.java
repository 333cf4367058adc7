/**
 * The client of {@code stenogate.v1.Transcription}, for programs and for the {@code transcribe}
 * command.
 *
 * <pre>
 * {@link dev.stenogate.client.AudioSource} ─▶ {@link dev.stenogate.client.Transcription} ─▶ Call ─▶ server
 * {@link dev.stenogate.client.TranscriptListener} ◀─ {@link dev.stenogate.client.Transcription} ◀─ Call ◀─ server
 * </pre>
 *
 * <p>A {@code Transcription} owns the audio and the listener; a {@code Call} is one dial and knows
 * neither. Nothing here needs Quarkus.
 */
package dev.stenogate.client;
