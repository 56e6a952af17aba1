package io.twinbox.admin;

/** Whether what may hold personal data is read at all: payloads, headers, the texts of queries. */
public enum Shown {
  /** Not read from the database; needs no right on it. */
  HIDDEN,
  /** Read. */
  SHOWN
}
