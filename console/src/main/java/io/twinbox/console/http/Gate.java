package io.twinbox.console.http;

import io.twinbox.InvalidMessageException;
import io.twinbox.admin.KeyReusedException;
import io.twinbox.admin.SearchTooSlowException;
import io.twinbox.spi.StoreException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/**
 * What every request passes, whatever its route: guarded by the console's own filter chain, signed
 * in, in the role, its body of a sane size. And what every error passes on its way back: none tells
 * more than its kind. Thread-safe.
 */
public final class Gate {
  /** Set by the console's filter chain; without it nobody has looked for tokens and origins. */
  public static final String GUARDED = Gate.class.getName() + ".guarded";

  /** Requests answered at once: the pool is the application's, and its own work comes first. */
  private static final int MOST_AT_ONCE = 8;

  private static final int WAIT_SECONDS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  private final Function<HttpServletRequest, Optional<Caller>> callers;
  private final Idempotency idempotency;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  /**
   * A gate.
   *
   * @param callers who is signed in, if anybody is
   */
  public Gate(Function<HttpServletRequest, Optional<Caller>> callers, Idempotency idempotency) {
    this.callers = callers;
    this.idempotency = idempotency;
  }

  Reply answer(Route route, HttpServletRequest request, Map<String, String> path) {
    return guarded(
        request,
        () -> {
          Caller caller = admitted(request);
          if (!caller.is(route.role())) {
            throw new RefusedException(Problem.FORBIDDEN, "this needs the role " + route.role());
          }
          byte[] body = body(route, request);
          return answer(route, new Call(caller, request, path, body), body);
        });
  }

  private Reply answer(Route route, Call call, byte[] body) {
    takePlace();
    try {
      return route.method().equals(HttpMethod.GET)
          ? route.endpoint().answer(call)
          : idempotency.answer(call, body, () -> route.endpoint().answer(call));
    } finally {
      places.release();
    }
  }

  private void takePlace() {
    try {
      if (places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new RefusedException(Problem.THROTTLED, "too many ask at once; try again");
  }

  /** The answer where there is no route: said only to those who may know. */
  Reply refuse(HttpServletRequest request, Problem problem, String detail) {
    return guarded(
        request,
        () -> {
          admitted(request);
          throw new RefusedException(problem, detail);
        });
  }

  private Caller admitted(HttpServletRequest request) {
    if (request.getAttribute(GUARDED) == null) {
      throw new RefusedException(
          Problem.FORBIDDEN, "the console's filter chain did not see this request");
    }
    Caller caller =
        callers
            .apply(request)
            .orElseThrow(() -> new RefusedException(Problem.UNAUTHENTICATED, "sign in first"));
    if (caller.roles().isEmpty()) {
      throw new RefusedException(Problem.FORBIDDEN, "this user has no role of the console");
    }
    return caller;
  }

  private static byte[] body(Route route, HttpServletRequest request) {
    if (route.maxBody() == 0) {
      return new byte[0];
    }
    requireJson(request.getContentType());
    if (request.getContentLengthLong() > route.maxBody()) {
      throw tooLarge(route);
    }
    try (InputStream in = request.getInputStream()) {
      byte[] body = in.readNBytes(route.maxBody() + 1);
      if (body.length > route.maxBody()) {
        throw tooLarge(route);
      }
      return body;
    } catch (IOException e) {
      throw RefusedException.invalid("the body could not be read");
    }
  }

  private static void requireJson(String contentType) {
    try {
      if (contentType != null
          && MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(contentType))) {
        return;
      }
    } catch (org.springframework.http.InvalidMediaTypeException e) {
      // Said below.
    }
    throw new RefusedException(Problem.MEDIA_TYPE, "the body must be application/json");
  }

  private static RefusedException tooLarge(Route route) {
    return new RefusedException(
        Problem.TOO_LARGE, "the body must have at most " + route.maxBody() + " bytes");
  }

  private static Reply guarded(HttpServletRequest request, Answering answering) {
    try {
      return answering.answer();
    } catch (RefusedException e) {
      return Reply.problem(e.problem(), e.detail());
    } catch (StoreException e) {
      LOG.warn(
          "Console not answered, database failed method:{} path:{} cause:{}",
          request.getMethod(),
          Text.shown(request.getRequestURI(), 200),
          Text.shown(String.valueOf(e.getMessage()), 500));
      return Reply.problem(Problem.DATABASE, "it failed or did not answer in time")
          .with("Retry-After", "5");
    } catch (SearchTooSlowException e) {
      return Reply.problem(Problem.TOO_SLOW, "the database was asked to give up; ask for less");
    } catch (KeyReusedException e) {
      return Reply.problem(
          Problem.CONFLICT, "the idempotency key was used for another request; take a new one");
    } catch (InvalidMessageException e) {
      return Reply.problem(Problem.INVALID, Text.shown(String.valueOf(e.getMessage()), 500));
    } catch (IllegalArgumentException e) {
      // The ports say so in words for operators: no such relay, out of bounds.
      return Reply.problem(Problem.INVALID, Text.shown(String.valueOf(e.getMessage()), 500));
    } catch (RuntimeException e) {
      LOG.error(
          "Console not answered method:{} path:{}",
          request.getMethod(),
          Text.shown(request.getRequestURI(), 200),
          e);
      return Reply.problem(Problem.INTERNAL, "the server's log has it");
    }
  }

  @FunctionalInterface
  private interface Answering {
    Reply answer();
  }
}
