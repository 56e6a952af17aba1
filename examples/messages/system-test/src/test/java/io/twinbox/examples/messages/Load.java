package io.twinbox.examples.messages;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Posters who do not give up: what fails is posted anew, as another message. Thread-safe. */
final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Between two posts of a poster: the machine has to start killed services meanwhile. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  private static final int[] TYPES = {0, 0, 0, 1, 2};

  private final Http producer;
  private final Set<Long> answered = ConcurrentHashMap.newKeySet();
  private final List<Thread> posters = new ArrayList<>();
  private volatile boolean over;

  Load(Http producer, int posters) {
    this.producer = producer;
    for (int i = 0; i < posters; i++) {
      int number = i;
      Thread thread = new Thread(() -> post(number), "poster-" + i);
      thread.setDaemon(true);
      this.posters.add(thread);
      thread.start();
    }
  }

  /** The events that somebody was given an answer for: these must be there. */
  Set<Long> answered() {
    return answered;
  }

  /** Waits until so many more were answered. */
  void awaitMore(int more) {
    int goal = answered.size() + more;
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(10, TimeUnit.MILLISECONDS)
        .until(() -> answered.size() >= goal);
  }

  private void post(int poster) {
    for (int i = 0; !over; i++) {
      try {
        Http.Reply reply =
            switch (TYPES[i % TYPES.length]) {
              case 0 -> producer.message("carga %d/%d".formatted(poster, i), "");
              case 1 -> producer.message("carga %d/%d".formatted(poster, i), "aviso");
              default -> producer.message(Integer.toString(i), "importe");
            };
        if (reply.status() == 200) {
          answered.add(reply.json().get("evento_id").longValue());
        }
      } catch (UncheckedIOException e) {
        // It is being killed; whether the message was taken the database knows.
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  @Override
  public void close() {
    over = true;
    for (Thread poster : posters) {
      try {
        poster.join(PATIENCE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
