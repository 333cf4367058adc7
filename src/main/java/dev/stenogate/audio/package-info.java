/**
 * The one audio format behind the edge, PCM16 mono at 16 kHz: its arithmetic, and who speaks in it.
 */
package dev.stenogate.audio;
