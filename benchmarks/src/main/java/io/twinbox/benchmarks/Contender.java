package io.twinbox.benchmarks;

/**
 * Something that moves waiting messages to Kafka. Driven from one thread; starts and stops many
 * times.
 */
interface Contender extends AutoCloseable {

  /** Begins to move what waits, and what comes, in the background. */
  void start() throws Exception;

  /**
   * Stops gracefully.
   *
   * @throws IllegalStateException if it had failed
   */
  void stop() throws Exception;

  @Override
  void close();
}
