package io.twinbox.spring.database;

/**
 * A bean of this type says that the database lives and dies with the application: {@code
 * twinbox.schema.initialize=embedded} then installs the schema by itself.
 */
public interface EmbeddedDatabase {}
