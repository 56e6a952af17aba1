/**
 * What an application on Spring sees: the {@link io.twinbox.spring.SpringOutbox} that joins its
 * transactions, and the annotations of its handlers. The wiring is in the packages beneath, one per
 * concern.
 */
@NullMarked
package io.twinbox.spring;

import org.jspecify.annotations.NullMarked;
