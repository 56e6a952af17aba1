/**
 * Thousands of orders from PostgreSQL to Kafka, under faults, checked.
 *
 * <p>Read {@link io.twinbox.demo.Shop} first: it is all that an application has to do. {@link
 * io.twinbox.demo.RelayProcess} is all that has to run beside it. {@link io.twinbox.demo.Demo}
 * tells the whole story, and {@link io.twinbox.demo.FaultRunner} tries to spoil it.
 */
@NullMarked
package io.twinbox.demo;

import org.jspecify.annotations.NullMarked;
