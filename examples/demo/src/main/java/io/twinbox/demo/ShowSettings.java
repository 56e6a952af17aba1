package io.twinbox.demo;

/**
 * What can be watched while the demo goes on. Immutable.
 *
 * @param open whether there are a page and a console
 * @param live whether orders go on until somebody ends the demo
 * @param port of the page, the console has the one above; 0 = any that are free
 */
record ShowSettings(boolean open, boolean live, int port) {
  /** Nothing to see, and an end by itself. */
  static final ShowSettings NONE = new ShowSettings(false, false, 0);

  static final int HIGHEST_PORT = 65_534;

  /** Refuses ports that are none. */
  ShowSettings {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("port: 0 to " + HIGHEST_PORT + ", not " + port);
    }
  }
}
