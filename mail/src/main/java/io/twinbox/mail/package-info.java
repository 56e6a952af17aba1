/**
 * The channel {@code mail}: entries as mails through an SMTP server. What a mail says is the
 * application's; templates too.
 */
@NullMarked
package io.twinbox.mail;

import org.jspecify.annotations.NullMarked;
