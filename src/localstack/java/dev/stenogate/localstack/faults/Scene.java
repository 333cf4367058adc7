package dev.stenogate.localstack.faults;

import dev.stenogate.localstack.GatewayProcess;

/**
 * What a strike can reach.
 *
 * @param stack all endpoints
 * @param gateways the replicas that the caller knows
 * @param serving the endpoint that the call started on
 */
record Scene(ProcessStack stack, Replicas gateways, EndpointProcesses serving) {
  /** The replica that holds the call. */
  GatewayProcess gateway() {
    return gateways.serving();
  }
}
