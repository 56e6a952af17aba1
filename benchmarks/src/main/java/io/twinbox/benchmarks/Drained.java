package io.twinbox.benchmarks;

/**
 * What one drain achieved.
 *
 * @param perSecond messages per second, from the start of the contender until the last is visible
 * @param cpuMicros processor time of contender, database and broker, microseconds per message
 */
record Drained(double perSecond, double cpuMicros) {}
