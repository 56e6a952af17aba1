/**
 * Thousands of orders, from one service to another and back, under faults, checked.
 *
 * <p>Read {@link io.twinbox.demo.Shop}, {@link io.twinbox.demo.Payments} and {@link
 * io.twinbox.demo.Confirmations} first: they are all that an application has to do. {@link
 * io.twinbox.demo.RelayProcess} and {@link io.twinbox.demo.ConsumerProcess} are all that has to run
 * beside it. {@link io.twinbox.demo.Demo} tells the whole story, and {@link
 * io.twinbox.demo.FaultRunner} tries to spoil it.
 */
@NullMarked
package io.twinbox.demo;

import org.jspecify.annotations.NullMarked;
