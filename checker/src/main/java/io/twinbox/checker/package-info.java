/** An independent ledger of what was committed and a checker of what arrived. */
@NullMarked
package io.twinbox.checker;

import org.jspecify.annotations.NullMarked;
