/**
 * A fleet of endpoints, gateways and calls in coarse simulated time, to compare ways of routing:
 * the product's {@link dev.stenogate.routing.Dispatcher} against what others do, and against a
 * scheduler that knows everything. One seed decides the calls; every way of routing gets the same.
 */
package dev.stenogate.fleet;
