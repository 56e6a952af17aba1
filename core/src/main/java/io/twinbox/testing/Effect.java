package io.twinbox.testing;

/**
 * Something a handler wrote, in the order of the commits.
 *
 * @param key whatever the test calls by name
 * @param value whatever was done to it
 */
public record Effect(String key, String value) {}
