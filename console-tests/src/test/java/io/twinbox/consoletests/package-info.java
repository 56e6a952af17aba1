/** The console in a real browser, and its dashboards and alerts in a real Prometheus. */
@NullMarked
package io.twinbox.consoletests;

import org.jspecify.annotations.NullMarked;
