package dev.stenogate.client;

import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A channel for every address, made when it is first wanted. */
final class Channels implements Dialler, AutoCloseable {
  private final Connection connection;
  private final ChannelCredentials credentials;
  private final ManagedChannel[] channels;
  private boolean closed;

  /**
   * @throws IOException if the connection's certificates cannot be read
   */
  Channels(Connection connection) throws IOException {
    this.connection = connection;
    this.credentials = connection.credentials();
    this.channels = new ManagedChannel[connection.addresses().size()];
  }

  @Override
  public int addresses() {
    return channels.length;
  }

  @Override
  public ServerAddress address(int index) {
    return connection.addresses().get(index);
  }

  @Override
  public void dial(int index, boolean isFresh, OptionalLong leftNanos, Call call) {
    var channel = channel(index);
    if (isFresh) {
      // Drops the connection for new calls only, and the wait after a connection that failed.
      channel.enterIdle();
    }
    var stub = TranscriptionGrpc.newStub(channel);
    if (leftNanos.isPresent()) {
      stub = stub.withDeadlineAfter(leftNanos.getAsLong(), TimeUnit.NANOSECONDS);
    }
    stub.transcribe(call);
  }

  synchronized ManagedChannel channel(int index) {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    if (channels[index] == null) {
      channels[index] = connection.open(address(index), credentials);
    }
    return channels[index];
  }

  /** Ends what still runs. */
  @Override
  public synchronized void close() {
    closed = true;
    for (var channel : channels) {
      if (channel != null) {
        channel.shutdownNow();
      }
    }
  }
}
