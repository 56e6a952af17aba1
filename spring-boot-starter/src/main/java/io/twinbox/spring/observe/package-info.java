/** What operators see: meters, health, an actuator endpoint. Internal. */
@NullMarked
package io.twinbox.spring.observe;

import org.jspecify.annotations.NullMarked;
