package io.twinbox.inbox;

/** Throws what is not declared, as other languages of the JVM do. */
final class Sneaky {
  private Sneaky() {}

  static RuntimeException thrown(Throwable what) {
    return Sneaky.<RuntimeException>undeclared(what);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException undeclared(Throwable what) throws E {
    throw (E) what;
  }
}
