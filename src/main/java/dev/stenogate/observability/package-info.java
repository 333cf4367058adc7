/** What operators hear of sessions: metrics, and one log line for each. */
package dev.stenogate.observability;
