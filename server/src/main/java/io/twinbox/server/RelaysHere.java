package io.twinbox.server;

import io.twinbox.relay.RelayStatus;
import java.util.List;

/** The relays of a database's context, Kafka's and those of its channels. */
interface RelaysHere {
  List<RelayStatus> status();

  List<String> promises();
}
