/**
 * Starts an example system with everything it needs: PostgreSQL, Kafka, a mail server, a receiver
 * of webhooks, Redis, and the applications, each a process of its own. For {@code ./twinbox
 * example}, and for the tests of the examples.
 *
 * <p>A new example is an {@link io.twinbox.launcher.Example} in {@link
 * io.twinbox.launcher.Examples#ALL}; its applications are Maven modules that write down their class
 * path, as the poms of the others show.
 */
@NullMarked
package io.twinbox.launcher;

import org.jspecify.annotations.NullMarked;
