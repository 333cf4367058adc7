package dev.stenogate.rpc;

/** Why a connection ended: a closed list, which is the metric's label. */
public enum Closing {
  /** By the caller, by its age, by the network. */
  USUAL("usual"),
  /** It never spoke HTTP/2: a failed TLS handshake, garbage, silence. */
  NOT_NEGOTIATED("not_negotiated"),
  /** Nobody was let in on it in time. */
  UNAUTHENTICATED("unauthenticated"),
  /** Too many credentials were refused on it, one after the other. */
  REFUSED_TOO_OFTEN("refused_too_often"),
  /** Nobody was let in on it, and another one needed its place. */
  MADE_PLACE("made_place"),
  /** There were as many connections as there may be. */
  CONNECTIONS_MAX("connections_max"),
  /** There were as many of its address as there may be. */
  PER_PEER_MAX("per_peer_max");

  private final String label;

  Closing(String label) {
    this.label = label;
  }

  /** For metrics. */
  public String label() {
    return label;
  }
}
