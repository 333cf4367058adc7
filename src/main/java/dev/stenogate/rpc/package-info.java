/**
 * The gRPC edge: calls become sessions, outcomes become statuses. Begin with {@link
 * dev.stenogate.rpc.TranscriptionService}.
 */
package dev.stenogate.rpc;
