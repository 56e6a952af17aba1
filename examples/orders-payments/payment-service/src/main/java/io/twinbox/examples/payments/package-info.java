/**
 * The payment service. It shares no code with the order service: what they have in common is the
 * JSON of two events.
 */
@NullMarked
package io.twinbox.examples.payments;

import org.jspecify.annotations.NullMarked;
