package io.twinbox.examples.messages.producer;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Events that were given up: a list, and another chance. */
@RestController
class DeadLetterController {
  private final DeadLetters deadLetters;

  DeadLetterController(DeadLetters deadLetters) {
    this.deadLetters = deadLetters;
  }

  /** Dead letters, and how many of them. */
  record Listed(int count, List<DeadLetters.Letter> deadLetters) {}

  /** What came of a retry. */
  record Retried(boolean success, String message) {}

  @GetMapping("/dead-letters")
  Listed list(@RequestParam(defaultValue = "100") int limite) {
    List<DeadLetters.Letter> letters = deadLetters.list(Page.limit(limite));
    return new Listed(letters.size(), letters);
  }

  /** Puts one back, due at once and with three new attempts. */
  @PostMapping("/dead-letters/{evento}/retry")
  ResponseEntity<Retried> retry(
      @PathVariable("evento") long event, @RequestParam(defaultValue = "curl") String actor) {
    return deadLetters.retry(event, actor)
        ? ResponseEntity.ok(new Retried(true, "Se reintentará"))
        : ResponseEntity.status(HttpStatus.NOT_FOUND)
            .body(new Retried(false, "No hay tal evento muerto"));
  }
}
