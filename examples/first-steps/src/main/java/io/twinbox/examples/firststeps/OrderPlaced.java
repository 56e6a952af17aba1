package io.twinbox.examples.firststeps;

/** What the shop tells. */
public record OrderPlaced(String customer, String item) {}
