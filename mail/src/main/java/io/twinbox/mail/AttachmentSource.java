package io.twinbox.mail;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Fetches attachments by their references, when a mail is sent. Thread-safe. */
@FunctionalInterface
public interface AttachmentSource {
  /** Knows none. */
  AttachmentSource NONE =
      reference -> {
        throw new FileNotFoundException("the publisher was given no source of attachments");
      };

  /**
   * Opens the content; closed by the caller. Called again when the mail is tried again.
   *
   * @throws IOException if it is not there (yet): the mail is tried again, and is a dead letter in
   *     the end
   */
  InputStream open(String reference) throws IOException;
}
