package io.twinbox.inbox;

/** Whether a record that fails holds up later ones. */
public enum KeyOrder {
  /** Records with the same topic and key are handled in their order: later ones wait. */
  ORDERED,
  /** Nothing waits for a record that failed. */
  UNORDERED
}
