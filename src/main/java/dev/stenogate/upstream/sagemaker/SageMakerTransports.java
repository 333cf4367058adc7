package dev.stenogate.upstream.sagemaker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The transports of the process: one for each distinct settings. Thread-safe. */
public final class SageMakerTransports implements AutoCloseable {
  private final Map<SageMakerSettings, SageMakerTransport> bySettings = new ConcurrentHashMap<>();

  /**
   * The transport with these settings; it lives until {@link #close}.
   *
   * @throws IllegalArgumentException when the PEM file cannot be read
   */
  public SageMakerTransport of(SageMakerSettings settings) {
    return bySettings.computeIfAbsent(settings, SageMakerTransport::new);
  }

  /** Closes every link as {@code LOCAL}, and the clients. Blocks until their threads have ended. */
  @Override
  public void close() {
    bySettings.values().forEach(SageMakerTransport::close);
    bySettings.clear();
  }
}
