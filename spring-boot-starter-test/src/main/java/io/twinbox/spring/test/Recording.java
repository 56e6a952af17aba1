package io.twinbox.spring.test;

import io.twinbox.spring.outbox.AfterAppend;
import io.twinbox.spring.outbox.Append;
import java.util.ArrayList;
import java.util.List;

/**
 * What committed transactions have appended since it was last forgotten, in the order of their
 * commits. Thread-safe.
 */
final class Recording implements AfterAppend {
  private final List<List<Append>> committed = new ArrayList<>();

  @Override
  public synchronized void committed(List<Append> appends) {
    committed.add(appends);
  }

  synchronized List<List<Append>> transactions() {
    return List.copyOf(committed);
  }

  synchronized void forget() {
    committed.clear();
  }
}
