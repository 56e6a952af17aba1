/**
 * What operators look at and do, of one database: {@link io.twinbox.admin.AdminQueries} reads,
 * {@link io.twinbox.admin.OutboxAdmin}, {@link io.twinbox.admin.InboxAdmin} and {@link
 * io.twinbox.admin.AdminActions} act, {@link io.twinbox.admin.AdminJobs} do what takes longer than
 * a transaction should. Every action is audited in the transaction that does it.
 */
@NullMarked
package io.twinbox.admin;

import org.jspecify.annotations.NullMarked;
