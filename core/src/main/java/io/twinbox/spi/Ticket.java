package io.twinbox.spi;

/**
 * The right to handle a stored record, as long as nobody else counts another attempt.
 *
 * @param seq which record
 * @param attempts the attempts it had when it was taken
 */
public record Ticket(long seq, int attempts) {}
