/**
 * Who calls: credentials become callers. Decided on a call's metadata, before its first message.
 */
package dev.stenogate.authentication;
