package dev.stenogate.e2e;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * A credential, and what comes of it.
 *
 * @param what for the name of the test
 * @param headers names and values
 * @param code OK: the call is let in
 * @param reason empty where it is let in
 */
record Shown(String what, List<String> headers, Status.Code code, String reason) {
  static Shown admitted(String what, String... headers) {
    return new Shown(what, List.of(headers), Status.Code.OK, "");
  }

  static Shown refused(String what, String reason, String... headers) {
    return new Shown(what, List.of(headers), Status.Code.UNAUTHENTICATED, reason);
  }

  static Shown forbidden(String what, String reason, String... headers) {
    return new Shown(what, List.of(headers), Status.Code.PERMISSION_DENIED, reason);
  }

  static Shown unavailable(String what, String... headers) {
    return new Shown(what, List.of(headers), Status.Code.UNAVAILABLE, "AUTHENTICATION_UNAVAILABLE");
  }

  Metadata metadata() {
    Metadata metadata = new Metadata();
    for (int i = 0; i < headers.size(); i += 2) {
      metadata.put(
          Metadata.Key.of(headers.get(i), Metadata.ASCII_STRING_MARSHALLER), headers.get(i + 1));
    }
    return metadata;
  }

  /** What must not be found in a log or in a message. */
  List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    for (int i = 1; i < headers.size(); i += 2) {
      String value = headers.get(i);
      for (String part : value.substring(value.indexOf(' ') + 1).split("[._]", -1)) {
        if (part.length() > 30) {
          secrets.add(part);
        }
      }
    }
    return secrets;
  }

  @Override
  public String toString() {
    return what;
  }
}
