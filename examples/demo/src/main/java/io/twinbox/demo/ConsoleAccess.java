package io.twinbox.demo;

/**
 * Where the console is and who gets in. Immutable.
 *
 * @param address its page
 * @param user who signs in
 * @param password with what: made up for this run
 */
record ConsoleAccess(String address, String user, String password) {
  /** As an object of JSON: none of the three has a character that means something there. */
  String json() {
    return "{\"address\":\"%s\",\"user\":\"%s\",\"password\":\"%s\"}"
        .formatted(address, user, password);
  }

  /** Where, and who; not the password. */
  @Override
  public String toString() {
    return "ConsoleAccess[" + address + " user:" + user + "]";
  }
}
