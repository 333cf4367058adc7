/**
 * The {@code transcribe} command: files or standard input to text, live on a terminal or as text,
 * JSON lines, SRT or WebVTT for other programs. Starts no Quarkus.
 */
package dev.stenogate.client.command;
