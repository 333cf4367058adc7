package dev.stenogate.upstream;

/**
 * The port to one endpoint: a GPU that turns speech into text. Thread-safe; lives as long as its
 * endpoint is configured.
 */
public interface Upstream {
  /**
   * Starts to open a link and returns at once. The caller owns the link and closes it. Whatever
   * goes wrong, now or later, is told as {@link Signal.Closed}; this method throws nothing.
   *
   * @param listener hears the link's signals, possibly before this method returns
   */
  Link open(LinkListener listener);
}
