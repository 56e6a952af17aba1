package io.twinbox.examples.messages.consumer;

import io.twinbox.RecordFault;
import io.twinbox.admin.Act;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.InboxFilter;
import io.twinbox.admin.InboxItem;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Messages that no handler could handle: a list, and another chance. */
@RestController
class DeadLetterController {
  private final InboxAdmin inbox;

  DeadLetterController(InboxAdmin inbox) {
    this.inbox = inbox;
  }

  /** A dead letter. */
  record Letter(
      long id,
      UUID messageId,
      @Nullable String type,
      int intentos,
      @Nullable RecordFault fault,
      @Nullable String errorMessage) {
    static Letter of(InboxItem item) {
      return new Letter(
          item.seq(), item.messageId(), item.type(), item.attempts(), item.fault(), item.error());
    }
  }

  /** Dead letters, and how many of them. */
  record Listed(int count, List<Letter> deadLetters) {}

  /** What came of a retry. */
  record Retried(boolean success, String message) {}

  /** Oldest first, at most {@value InboxAdmin#MAX_PAGE}. */
  @GetMapping("/dead-letters")
  Listed list(@RequestParam(name = "despues_de", defaultValue = "0") long after) {
    List<Letter> letters =
        inbox.list(InboxFilter.deadLetters(Handlers.GROUP), after, InboxAdmin.MAX_PAGE).stream()
            .map(Letter::of)
            .toList();
    return new Listed(letters.size(), letters);
  }

  /** Puts one back, due at once and with three new attempts. */
  @PostMapping("/dead-letters/{id}/retry")
  ResponseEntity<Retried> retry(
      @PathVariable("id") long id, @RequestParam(defaultValue = "curl") String actor) {
    return inbox.retry(Handlers.GROUP, id, Act.by(actor))
        ? ResponseEntity.ok(new Retried(true, "Se reintentará"))
        : ResponseEntity.status(HttpStatus.NOT_FOUND)
            .body(new Retried(false, "No hay tal mensaje muerto"));
  }
}
