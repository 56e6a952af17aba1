/** The application's database as outbox and inbox see it, and the schema in it. Internal. */
@NullMarked
package io.twinbox.spring.database;

import org.jspecify.annotations.NullMarked;
