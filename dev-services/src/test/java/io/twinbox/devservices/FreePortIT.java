package io.twinbox.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortIT {
  @Test
  void aTakenPortIsNotFree() throws IOException {
    int port = FreePort.pick();
    assertThat(FreePort.isFree(port)).isTrue();
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(FreePort.isFree(taken.getLocalPort())).isFalse();
    }
  }

  @Test
  void aPortIsNeverOneOfThoseForOutgoingConnections() throws IOException {
    try (ServerSocket outgoing = new ServerSocket(0)) {
      // The system takes port 0 out of the same range.
      assertThat(FreePort.pick()).isLessThan(outgoing.getLocalPort());
    }
  }
}
