package io.twinbox.checker;

/**
 * What a {@link LagProbe} knows so far. Immutable.
 *
 * @param committed messages whose commit has been reported
 * @param seen distinct messages that were visible, whether reported or not
 * @param outstanding reported messages that have not been visible yet
 * @param p50Millis median of the time from commit to visible, in milliseconds
 * @param p99Millis its 99th percentile
 * @param maxMillis its maximum
 */
public record Lag(
    long committed,
    long seen,
    long outstanding,
    double p50Millis,
    double p99Millis,
    double maxMillis) {}
