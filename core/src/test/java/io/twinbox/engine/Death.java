package io.twinbox.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The death of a process at one point: the first that matches. From then on nothing is done any
 * more, as after a kill -9. Which points there are says who extends it.
 */
public class Death {
  /** Thrown where the process dies; a real one would not even see it. */
  public static final class Halt extends Error {
    private static final long serialVersionUID = 1L;

    Halt(String point) {
      super(point);
    }
  }

  private final Predicate<String> where;
  private final List<String> passed = new ArrayList<>();
  private boolean halted;

  protected Death(Predicate<String> where) {
    this.where = where;
  }

  /** At the n-th point, 0-based. */
  protected static Predicate<String> nth(int n) {
    int[] left = {n};
    return point -> left[0]-- == 0;
  }

  public final boolean halted() {
    return halted;
  }

  /** The points passed until now, the fatal one included. */
  public final List<String> passed() {
    return passed;
  }

  /** The process passes a point, and perhaps dies there. */
  public final void pass(String point) {
    if (dies(point)) {
      throw new Halt(point);
    }
  }

  /** The same without the throw: true if the process is dead from here on. */
  protected final boolean dies(String point) {
    if (!halted) {
      passed.add(point);
      halted = where.test(point);
    }
    return halted;
  }

  /** The process dies. */
  public final void kill(String point) {
    halted = true;
    throw new Halt(point);
  }

  /** The process is dead from the next call on. */
  public final void dead() {
    halted = true;
  }

  protected final void requireAlive() {
    if (halted) {
      throw new Halt("dead already");
    }
  }
}
