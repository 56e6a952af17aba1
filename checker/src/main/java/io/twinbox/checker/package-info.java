/**
 * An independent witness: a {@link io.twinbox.checker.Ledger} of what really committed, a {@link
 * io.twinbox.checker.Checker} that compares it with what Kafka really holds, and a {@link
 * io.twinbox.checker.LagProbe} that times the way between the two. An {@link
 * io.twinbox.checker.EffectLedger} does for consumers what the ledger does for writers: it says
 * whether each message had its effect once.
 *
 * <p>Nothing here imports the product. A fault of the product can therefore not hide itself by
 * being shared with the code that looks for it.
 */
@NullMarked
package io.twinbox.checker;

import org.jspecify.annotations.NullMarked;
