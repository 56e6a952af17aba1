package io.twinbox.launcher;

import java.util.List;
import java.util.Set;

/** A system of several processes that a newcomer can run. Immutable. */
public interface Example {

  /** As on the command line. */
  String name();

  /** In one line. */
  String summary();

  /** The databases to create, empty: applications make their own tables. */
  List<String> databases();

  /** The topics to create. */
  List<Topic> topics();

  /** What is started besides PostgreSQL and Kafka. */
  Set<Service> services();

  /** The applications, in the order in which the user should hear of them. */
  List<Application> applications();

  /** Lines that tell a newcomer what to try, once everything runs; such as a line for curl. */
  List<String> toTry(Surroundings running);

  /** What an example may need besides PostgreSQL and Kafka. */
  enum Service {
    /** An SMTP server that keeps what it gets. */
    MAIL,
    /** A receiver of webhooks that checks signatures. */
    WEBHOOKS,
    /** A Redis. */
    REDIS
  }

  /**
   * A topic of Kafka.
   *
   * @param partitions at least 1
   */
  record Topic(String name, int partitions) {}
}
