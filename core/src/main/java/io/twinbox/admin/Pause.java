package io.twinbox.admin;

/** Whether something was stopped by an operator. */
public enum Pause {
  /** It works. */
  NONE,
  /** It settles what it has in hand and begins nothing new. */
  PAUSED
}
