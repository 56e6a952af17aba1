package io.twinbox.console.http;

import java.util.Objects;

/** A request is answered with a problem. The detail is shown to who asked. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Problem problem;

  public RefusedException(Problem problem, String detail) {
    // Somebody's mistake, not ours: nobody needs the stack.
    super(detail, null, false, false);
    this.problem = Objects.requireNonNull(problem, "problem");
  }

  /** A parameter or a field that makes no sense. */
  public static RefusedException invalid(String detail) {
    return new RefusedException(Problem.INVALID, detail);
  }

  public static RefusedException notFound(String detail) {
    return new RefusedException(Problem.NOT_FOUND, detail);
  }

  public Problem problem() {
    return problem;
  }

  /** What to say to who asked. */
  public String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
