package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.RetryPolicy;
import io.twinbox.spi.ChunkLimits;
import io.twinbox.spi.Claimed;
import io.twinbox.spi.Fate;
import io.twinbox.spi.InboxRecord;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.SetAside;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What a claim has counted and nobody tried is not held against the records. */
class ClaimedRecordsTest {
  private static final int BUCKET = 7;
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final Bed bed = new Bed();
  private final Set<String> failedOnce = new HashSet<>();

  /** Each record fails once, and is dead if an attempt is counted that nobody made. */
  private static final InboxOptions TWICE =
      Bed.options(it -> it.retry(RetryPolicy.DEFAULT.withMaxAttempts(2)).chunkRecords(1_000));

  private void failOnceThenTake(Duration time, BooleanSupplier when) {
    bed.behaviour =
        (text, context) -> {
          if (failedOnce.add(text)) {
            throw new IllegalStateException("fails once");
          }
          if (when.getAsBoolean()) {
            bed.clock.advance(time);
          }
        };
  }

  private void twoNodesHandle(int records) {
    for (int i = 0; i < records; i++) {
      bed.send("k" + i, "t" + i);
    }
    InboxConsumer one = bed.consumer(TWICE);
    InboxConsumer two = bed.consumer(TWICE);
    for (int i = 0; i < 20_000 && bed.effects().size() < records && bed.dead().isEmpty(); i++) {
      boolean more = one.step();
      more |= two.step();
      if (!more) {
        bed.clock.advance(Duration.ofMillis(50));
      }
    }
    assertThat(bed.dead()).extracting(Bed::text).isEmpty();
    assertThat(bed.effects()).hasSize(records).doesNotHaveDuplicates();
  }

  @Test
  void manyDueRecordsAndASlowHandlerCostNobodyAnAttempt() {
    failOnceThenTake(Duration.ofSeconds(2), () -> true);
    twoNodesHandle(100);
  }

  /** So much was claimed because it was fast. */
  @Test
  void aHandlerThatBecomesSlowWithManyInHandCostsNobodyAnAttempt() {
    failOnceThenTake(Duration.ofSeconds(9), () -> bed.effects().size() > 150);
    twoNodesHandle(200);
  }

  @Test
  void theRecordsClaimedBesideAKillerAreNotBlamed() {
    String[] keys = keysOfOneBucket(8);
    for (String key : keys) {
      bed.send(key, key);
    }
    InboxOptions options = Bed.options(it -> it.mode(InboxMode.STORE_FIRST).workers(1));
    CrashTest.livesUntilDone(bed, options, it -> it, keys[0]);

    assertThat(bed.dead()).extracting(Bed::text).containsExactly(keys[0]);
    assertThat(bed.effects()).hasSize(7);
  }

  @Test
  void aRecordWhoseProcessDiedIsClaimedAloneHoweverMuchIsClaimedOtherwise() {
    failOnceThenTake(Duration.ZERO, () -> true);
    for (int i = 0; i < 40; i++) {
      bed.send("warm" + i, "warm" + i);
    }
    InboxConsumer consumer = bed.consumer(TWICE);
    bed.drain(consumer);
    storeAsADeadProcessLeavesThem(keysOfOneBucket(8));
    List<Integer> counted = new ArrayList<>();
    bed.behaviour = (text, context) -> counted.add(countedTwice());
    bed.drain(consumer);

    assertThat(counted).hasSize(8).containsOnly(1);
  }

  private int countedTwice() {
    return (int) bed.live().stream().filter(row -> row.attempts() == 2).count();
  }

  private void storeAsADeadProcessLeavesThem(String[] keys) {
    for (String key : keys) {
      InboxRecord record = bed.send(key, key).get(0);
      Item item = Item.fetched(record, KeyOrder.ORDERED, 1);
      bed.store.run(
          tx -> {
            Claimed claimed = bed.store.claim(tx, Bed.PAYMENTS, List.of(item.arrival()));
            bed.store.store(tx, Bed.PAYMENTS, List.of(new SetAside(item.arrival(), Fate.RECEIVED)));
            return bed.store.release(tx, claimed.guard());
          });
    }
    bed.store.claimBucket(Bed.PAYMENTS, BUCKET, LEASE, new ChunkLimits(100, 1 << 20));
    bed.clock.advance(LEASE);
  }

  /** Keys whose records a worker takes together. */
  static String[] keysOfOneBucket(int count) {
    Bed other = new Bed();
    List<String> keys = new ArrayList<>();
    for (int i = 0; keys.size() < count; i++) {
      InboxRecord record = other.send("key" + i, "x").get(0);
      if (Math.floorMod(Hashes.lane(record), InboxStore.BUCKETS) == BUCKET) {
        keys.add("key" + i);
      }
    }
    return keys.toArray(new String[0]);
  }
}
