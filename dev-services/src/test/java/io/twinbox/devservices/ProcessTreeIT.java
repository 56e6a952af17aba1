package io.twinbox.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Signals to a process and its children. */
class ProcessTreeIT {
  @Test
  void nobodyOfAPausedTreeRunsAnyMore() throws IOException {
    Process busy =
        new ProcessBuilder("/bin/sh", "-c", "(while :; do :; done) & while :; do :; done").start();
    try {
      await().until(() -> busy.toHandle().children().count() == 1);
      ProcessHandle child = busy.toHandle().children().findFirst().orElseThrow();
      ProcessTree tree = new ProcessTree(busy.toHandle());
      for (int i = 0; i < 10; i++) {
        tree.pause();
        assertThat(ProcessTree.isStopped(busy.toHandle())).isTrue();
        assertThat(ProcessTree.isStopped(child)).isTrue();
        tree.resume();
        await().until(() -> !ProcessTree.isStopped(child));
      }
    } finally {
      busy.descendants().forEach(ProcessHandle::destroyForcibly);
      busy.destroyForcibly();
    }
  }
}
