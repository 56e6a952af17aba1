package io.twinbox.console.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is asked again under the same key with the first answer. Thread-safe.
 *
 * <p>The last {@value #KEPT} answers are kept, in this process: a double click and a repeated
 * request find theirs. After a restart the actions themselves do nothing a second time; what
 * appends takes its id from the key.
 */
public final class Idempotency {
  static final String HEADER = "Idempotency-Key";
  static final String REPLAYED = "Idempotency-Replayed";

  private static final int KEPT = 1_000;
  private static final int WAIT_SECONDS = 10;

  /** Guarded by itself. Oldest first. */
  private final Map<String, Kept> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > KEPT;
        }
      };

  Reply answer(Call call, byte[] body, Supplier<Reply> action) {
    String key = key(call);
    String asked = digest(call, body);
    Kept mine = new Kept(asked, new CompletableFuture<>());
    String name = call.caller().name() + '\0' + key;
    Kept first;
    synchronized (answers) {
      first = answers.putIfAbsent(name, mine);
    }
    if (first == null) {
      return firstAnswer(name, mine, action);
    }
    if (!first.asked.equals(asked)) {
      throw new RefusedException(
          Problem.CONFLICT, HEADER + " was used for another request; take a new one");
    }
    return await(first).with(REPLAYED, "true");
  }

  /** The key of a request that must have one. */
  public static String key(Call call) {
    String key = call.request().getHeader(HEADER);
    if (key == null || !key.matches("[A-Za-z0-9_-]{8,100}")) {
      throw RefusedException.invalid(
          "the header " + HEADER + " must have 8 to 100 letters, digits, hyphens, underscores");
    }
    return key;
  }

  private Reply firstAnswer(String name, Kept mine, Supplier<Reply> action) {
    @Nullable Reply reply = null;
    try {
      reply = action.get();
      return reply;
    } finally {
      if (reply == null) {
        // It failed, and may be tried again under its key.
        synchronized (answers) {
          answers.remove(name, mine);
        }
        mine.reply.completeExceptionally(new IllegalStateException("the first request failed"));
      } else {
        mine.reply.complete(reply);
      }
    }
  }

  private static Reply await(Kept first) {
    try {
      return first.reply.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // Said below.
    }
    throw new RefusedException(
        Problem.CONFLICT,
        "the first request under this key has not ended well; look, and try again");
  }

  private static String digest(Call call, byte[] body) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(
          (call.request().getMethod() + ' ' + call.request().getRequestURI() + '\0')
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private record Kept(String asked, CompletableFuture<Reply> reply) {}
}
