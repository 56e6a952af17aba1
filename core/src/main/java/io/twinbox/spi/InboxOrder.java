package io.twinbox.spi;

/** What an operator wants of a consumer. */
public enum InboxOrder {
  /** To work. */
  WORK,
  /** To settle what is in hand and begin nothing new. */
  PAUSE
}
