/**
 * Which endpoint serves a call: slots, never more than an endpoint's cap, each given back exactly
 * once.
 */
package dev.stenogate.routing;
