package io.twinbox.examples.messages.producer;

import io.twinbox.InvalidMessageException;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What is wrong with a request, in the form of the other answers. */
@RestControllerAdvice
class Refusals {

  /** The answer to a request that cannot be served. */
  record Refused(boolean success, String message) {}

  @ExceptionHandler
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  Refused illegal(IllegalRequestException e) {
    return new Refused(false, String.valueOf(e.getMessage()));
  }

  @ExceptionHandler
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  Refused invalid(InvalidMessageException e) {
    return new Refused(false, String.valueOf(e.getMessage()));
  }

  @ExceptionHandler
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  Refused unreadable(HttpMessageNotReadableException e) {
    return new Refused(false, "el cuerpo debe ser JSON: {\"content\": \"…\"}");
  }
}
