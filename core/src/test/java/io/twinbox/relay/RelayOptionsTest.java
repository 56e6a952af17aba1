package io.twinbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twinbox.AfterDeath;
import io.twinbox.InvalidOptionsException;
import io.twinbox.RetryPolicy;
import io.twinbox.spi.Pace;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options refuse nonsense, and say all that is wrong at once. */
class RelayOptionsTest {

  @Test
  void theBuilderStartsFromTheDefaults() {
    assertThat(RelayOptions.builder().build()).isEqualTo(RelayOptions.DEFAULT);
  }

  @Test
  void eachOptionCanBeSet() {
    RelayOptions options =
        RelayOptions.builder()
            .pollInterval(Duration.ofMillis(7))
            .batchSize(8)
            .batchBytes(9_000)
            .pipeline(10)
            .ownership(Ownership.SINGLE)
            .leaseTimeToLive(Duration.ofSeconds(11))
            .stallAfter(Duration.ofSeconds(12))
            .retry(RetryPolicy.DEFAULT.withMaxAttempts(13))
            .retention(Duration.ofDays(14))
            .build();

    assertThat(options)
        .isEqualTo(
            new RelayOptions(
                Duration.ofMillis(7),
                8,
                9_000,
                10,
                Ownership.SINGLE,
                Duration.ofSeconds(11),
                Duration.ofSeconds(12),
                RetryPolicy.DEFAULT.withMaxAttempts(13),
                Duration.ofDays(14)));
  }

  @Test
  void whatAPublisherProposesHoldsWhereNothingElseWasSaid() {
    RetryPolicy hours = RetryPolicy.DEFAULT.withMaxAttempts(99);
    RetryPolicy own = RetryPolicy.DEFAULT.withMaxAttempts(3);
    Pace pace = new Pace(Duration.ZERO, hours);
    assertThat(RelayOptions.DEFAULT.at(pace).retry()).isEqualTo(hours);
    assertThat(RelayOptions.DEFAULT.at(Pace.DEFAULT)).isEqualTo(RelayOptions.DEFAULT);
    assertThat(Bed.options(it -> it.retry(own)).at(pace).retry()).isEqualTo(own);
  }

  @Test
  void everyFaultIsNamedNotOnlyTheFirst() {
    InvalidOptionsException refused =
        catchThrowableOfType(
            InvalidOptionsException.class,
            () ->
                RelayOptions.builder()
                    .pollInterval(Duration.ZERO)
                    .batchSize(0)
                    .batchBytes(-1)
                    .pipeline(17)
                    .leaseTimeToLive(Duration.ofMillis(999))
                    .stallAfter(Duration.ofDays(1))
                    .retention(Duration.ofDays(-1))
                    .build());

    assertThat(refused.errors())
        .satisfiesExactly(
            error ->
                assertThat(error)
                    .isEqualTo("pollInterval must be between PT0.001S and PT1M, is PT0S"),
            error -> assertThat(error).isEqualTo("batchSize must be between 1 and 100000, is 0"),
            error -> assertThat(error).startsWith("batchBytes must be between 1024 and"),
            error -> assertThat(error).isEqualTo("pipeline must be between 1 and 16, is 17"),
            error -> assertThat(error).startsWith("leaseTimeToLive must be between PT1S and PT10M"),
            error -> assertThat(error).startsWith("stallAfter must be between PT0.1S and PT10M"),
            error -> assertThat(error).isEqualTo("retention must be positive, is PT-24H"));
    assertThat(refused).hasMessageContaining("batchSize").hasMessageContaining("retention");
  }

  @Test
  void aPollIntervalThatWouldLoseTheLeaseIsRefused() {
    assertThatThrownBy(
            () ->
                Bed.options(
                    it ->
                        it.pollInterval(Duration.ofSeconds(4))
                            .leaseTimeToLive(Duration.ofSeconds(10))))
        .hasMessageContaining("pollInterval must not exceed a third of leaseTimeToLive PT10S");
  }

  @Test
  void theEdgesOfEachRangeAreAllowed() {
    accepts(it -> it.batchSize(1).pipeline(1).batchBytes(1_024));
    accepts(it -> it.batchSize(100_000).pipeline(16).batchBytes(Long.MAX_VALUE));
    accepts(it -> it.leaseTimeToLive(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(333)));
    accepts(it -> it.leaseTimeToLive(Duration.ofMinutes(10)).pollInterval(Duration.ofMinutes(1)));
    accepts(it -> it.stallAfter(Duration.ofMillis(100)));
    accepts(it -> it.stallAfter(Duration.ofMinutes(10)));
  }

  @Test
  void aRetryPolicyNamesEveryFaultToo() {
    InvalidOptionsException refused =
        catchThrowableOfType(
            InvalidOptionsException.class,
            () ->
                new RetryPolicy(
                    0, Duration.ZERO, Duration.ofSeconds(-1), Double.NaN, 1.1, AfterDeath.SKIP));

    assertThat(refused.errors())
        .containsExactly(
            "retry.maxAttempts must be 1 or more, is 0",
            "retry.firstBackoff must be positive, is PT0S",
            "retry.maxBackoff must not be below firstBackoff PT0S, is PT-1S",
            "retry.multiplier must be 1 or more, is NaN",
            "retry.jitter must be between 0 and 1, is 1.1");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.99, Double.POSITIVE_INFINITY, -1})
  void aMultiplierThatShrinksOrExplodesIsRefused(double multiplier) {
    assertThatThrownBy(() -> policy(multiplier, 0)).hasMessageContaining("retry.multiplier");
  }

  @Test
  void aBackoffThatNeverEndsIsRefused() {
    assertThatThrownBy(
            () ->
                RetryPolicy.DEFAULT.withBackoff(
                    Duration.ofSeconds(1), Duration.ofSeconds(Long.MAX_VALUE)))
        .hasMessageContaining("retry.maxBackoff must not exceed PT24H");
  }

  @ParameterizedTest
  @CsvSource({"1,100", "2,200", "3,400", "4,800", "5,1000", "10,1000", "100000,1000"})
  void theBackoffGrowsToItsCap(int attempts, long millis) {
    assertThat(policy(2, 0).backoff(attempts, new Random(1))).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void theJitterOnlyShortensAndOnlyByItsShare() {
    Random random = new Random(1);
    RetryPolicy policy = policy(1, 0.5);
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 10_000; i++) {
      long backoff = policy.backoff(1, random).toMillis();
      least = Math.min(least, backoff);
      most = Math.max(most, backoff);
    }
    assertThat(least).isBetween(50L, 51L);
    assertThat(most).isBetween(99L, 100L);
  }

  @Test
  void aPolicyCanBeVariedPartByPart() {
    RetryPolicy policy =
        RetryPolicy.DEFAULT
            .withMaxAttempts(3)
            .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(2))
            .withAfterDeath(AfterDeath.BLOCK);

    assertThat(policy)
        .isEqualTo(
            new RetryPolicy(
                3, Duration.ofSeconds(1), Duration.ofSeconds(2), 2.0, 0.2, AfterDeath.BLOCK));
  }

  private static void accepts(Consumer<RelayOptions.Builder> with) {
    assertThat(Bed.options(with)).isNotNull();
  }

  private static RetryPolicy policy(double multiplier, double jitter) {
    return new RetryPolicy(
        10, Duration.ofMillis(100), Duration.ofSeconds(1), multiplier, jitter, AfterDeath.SKIP);
  }
}
