/**
 * What the relay's and the inbox's engines have in common. Internal: applications use none of it,
 * and it may change with any release.
 */
@NullMarked
package io.twinbox.engine;

import org.jspecify.annotations.NullMarked;
