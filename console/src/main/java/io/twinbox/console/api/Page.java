package io.twinbox.console.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items its rows
 * @param next the cursor of the following page; null = there is none
 */
record Page<T>(List<T> items, @Nullable String next) {}
