/**
 * Whether one tenant's burst hurts another: both call one gateway, and the quiet one is measured.
 */
package dev.stenogate.localstack.burst;
