package io.twinbox.spring.outbox;

import io.twinbox.Message;
import io.twinbox.spring.Appended;

/**
 * One append.
 *
 * @param event what the application handed over: an event, or the message itself
 * @param message what is written
 * @param handle the answer
 */
public record Append(Object event, Message message, Appended handle) {}
