/** Real PostgreSQL and Kafka as child processes, for tests, demo and benchmarks. */
@NullMarked
package io.twinbox.devservices;

import org.jspecify.annotations.NullMarked;
