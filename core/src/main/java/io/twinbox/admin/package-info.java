/** What operators do to an outbox. Every action is audited in the transaction that does it. */
@NullMarked
package io.twinbox.admin;

import org.jspecify.annotations.NullMarked;
