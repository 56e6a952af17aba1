package io.twinbox.benchmarks;

/**
 * Something that moves waiting messages: from a table to Kafka, or from Kafka to handlers. Driven
 * from one thread; starts and stops many times.
 */
interface Contender extends AutoCloseable {

  /**
   * Begins to move what waits, and what comes, in the background.
   *
   * @param topic to read from its beginning. Who writes to topics finds them in the messages
   */
  void start(String topic) throws Exception;

  /** Messages moved since the last start and committed wherever they were moved to. */
  long moved();

  /**
   * Stops gracefully.
   *
   * @throws IllegalStateException if it had failed
   */
  void stop() throws Exception;

  @Override
  void close();
}
