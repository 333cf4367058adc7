/** What an operator sees and does while the gateway runs: the fleet, on the management port. */
package dev.stenogate.admin;
