package dev.stenogate.localstack.sagemaker;

import java.security.MessageDigest;

/**
 * Takes the signature shell off the events of one request. Each is signed over the signature of the
 * one before, so none can be changed, left out or moved.
 */
final class SignedEvents {
  private final String secret;
  private final String region;
  private String prior;

  /**
   * @param prior hex signature of the authorization header
   */
  SignedEvents(String secret, String region, String prior) {
    this.secret = secret;
    this.region = region;
    this.prior = prior;
  }

  /** An event whose signature is not the one expected. */
  static final class BadSignature extends Exception {
    BadSignature(String message) {
      super(message);
    }
  }

  /**
   * The message inside.
   *
   * @return null for the empty event that ends the request
   */
  EventMessage open(EventMessage shell) throws BadSignature, EventMessage.Malformed {
    if (!(shell.headers().get(":date") instanceof EventMessage.Timestamp time)
        || !(shell.headers().get(":chunk-signature") instanceof byte[] seen)) {
      throw new BadSignature("no :date and :chunk-signature, but " + shell.headers().keySet());
    }
    byte[] expected = SigV4.ofEvent(secret, region, prior, time, shell.payload());
    if (!MessageDigest.isEqual(expected, seen)) {
      throw new BadSignature("the signature of an event does not match");
    }
    prior = SigV4.hex(seen);
    return shell.payload().length == 0 ? null : EventMessage.decode(shell.payload());
  }
}
