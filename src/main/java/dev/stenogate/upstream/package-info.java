/** The port to models: what a session can do with a link, and what a link can tell. */
package dev.stenogate.upstream;
