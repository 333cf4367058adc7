/**
 * One call's life: a pure state machine, its driver on one event loop, the cutting of speech into
 * utterances, and the buffer that they can be replayed from. Begin with {@link
 * dev.stenogate.session.Session}.
 */
package dev.stenogate.session;
