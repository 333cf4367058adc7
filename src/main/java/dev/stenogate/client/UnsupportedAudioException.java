package dev.stenogate.client;

import java.io.IOException;

/** Audio that was read well enough to know that it cannot be sent; says what was seen. */
public final class UnsupportedAudioException extends IOException {
  private static final long serialVersionUID = 1;

  UnsupportedAudioException(String message) {
    super(message);
  }
}
