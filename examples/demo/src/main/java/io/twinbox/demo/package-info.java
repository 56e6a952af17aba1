/** Thousands of orders from PostgreSQL to Kafka, under faults, checked. */
@NullMarked
package io.twinbox.demo;

import org.jspecify.annotations.NullMarked;
