package io.twinbox.spring.channels;

import io.twinbox.relay.RelayListener;

/** Looks at the relays of channels. */
interface ChannelObserver {
  /** What the relay of this name is to be built with. */
  RelayListener of(String relay);
}
