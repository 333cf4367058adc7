/** What the cluster knows and decides: whose tokens are good. */
package dev.stenogate.kubernetes;
