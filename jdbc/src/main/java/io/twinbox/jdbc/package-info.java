/** The outbox and its journal in PostgreSQL: schema, SQL, stores. */
@NullMarked
package io.twinbox.jdbc;

import org.jspecify.annotations.NullMarked;
