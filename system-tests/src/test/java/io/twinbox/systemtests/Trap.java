package io.twinbox.systemtests;

/** A class that nothing names but the headers of records: whoever loads it is found out. */
final class Trap {
  static {
    System.setProperty("twinbox.trap", "sprung");
  }

  private Trap() {}
}
