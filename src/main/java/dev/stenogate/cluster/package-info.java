/**
 * Divides the slots of the endpoints among replicas by way of Redis: what is asked and what is made
 * of the answer is pure, the rest is a loop that asks. The only home of Redis.
 */
package dev.stenogate.cluster;
