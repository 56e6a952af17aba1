/** An order and its payment in one process, in memory: what outbox and inbox do, step by step. */
@NullMarked
package io.twinbox.examples.firststeps;

import org.jspecify.annotations.NullMarked;
