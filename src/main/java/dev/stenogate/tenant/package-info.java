/** Who may call, how much, and how calls of one tenant stand to those of others. */
package dev.stenogate.tenant;
