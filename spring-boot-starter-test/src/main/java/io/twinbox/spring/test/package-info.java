/**
 * What tests of an application with Twinbox need: {@link io.twinbox.spring.test.TwinboxTest} with a
 * real PostgreSQL and a real Kafka, {@link io.twinbox.spring.test.InMemoryTwinbox} without either,
 * and assertions for both.
 */
@NullMarked
package io.twinbox.spring.test;

import org.jspecify.annotations.NullMarked;
