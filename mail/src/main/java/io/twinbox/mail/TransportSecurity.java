package io.twinbox.mail;

/** How the connection to the server is protected. The server's certificate must be for its name. */
public enum TransportSecurity {
  /** Begins in the clear and must change to TLS before anything is said; usually port 587. */
  STARTTLS,
  /** TLS from the start; usually port 465. */
  TLS,
  /** In the clear: for a server on the same machine only. */
  NONE
}
