package io.twinbox.devservices;

/** One of the two ways through a {@link TcpProxy}. */
public enum Direction {
  /** What the client says. */
  TO_SERVER,
  /** What the server answers. */
  TO_CLIENT
}
