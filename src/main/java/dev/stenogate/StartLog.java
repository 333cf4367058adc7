package dev.stenogate;

import dev.stenogate.config.ConfigException;
import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps what Quarkus logs of a gRPC server that did not start to a line: the reason is in it, and
 * {@link Exit} says the rest.
 */
@LoggingFilter(name = "start")
public final class StartLog implements Filter {
  private static final String SERVER = "io.quarkus.grpc.runtime.GrpcServerRecorder";

  @Override
  public boolean isLoggable(LogRecord record) {
    if (!SERVER.equals(record.getLoggerName()) || record.getThrown() == null) {
      return true;
    }
    Throwable cause = Exit.root(record.getThrown());
    record.setThrown(null);
    record.setMessage(record.getMessage() + ": " + cause.getMessage());
    return !(cause instanceof ConfigException);
  }
}
