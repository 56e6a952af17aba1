package io.twinbox.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The bare limit of webhooks: so many threads, each posting one request after the other. */
final class BareRequests {
  private static final String REQUEST =
      "POST /in HTTP/1.1\r\nHost: %s\r\nwebhook-id: %s\r\nContent-Length: %d\r\n\r\n";

  private final URI url;
  private final Samples samples;
  private final AtomicInteger left;

  BareRequests(URI url, Samples samples, int messages) {
    this.url = url;
    this.samples = samples;
    this.left = new AtomicInteger(messages);
  }

  /** Posts them all; requests per second. */
  double run(int threads) {
    ExecutorService all = Executors.newFixedThreadPool(threads);
    int messages = left.get();
    long since = System.nanoTime();
    try {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(CompletableFuture.runAsync(this::post, all));
      }
      running.forEach(CompletableFuture::join);
    } finally {
      all.shutdownNow();
    }
    return messages / ((System.nanoTime() - since) / 1e9);
  }

  private void post() {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setTcpNoDelay(true);
      while (left.getAndDecrement() > 0) {
        byte[] payload = next().payload();
        String head = REQUEST.formatted(url.getHost(), UUID.randomUUID(), payload.length);
        byte[] request = new byte[head.length() + payload.length];
        System.arraycopy(head.getBytes(ISO_8859_1), 0, request, 0, head.length());
        System.arraycopy(payload, 0, request, head.length(), payload.length);
        socket.getOutputStream().write(request);
        readAnswer(socket.getInputStream());
      }
    } catch (IOException e) {
      throw new IllegalStateException("the receiver is gone", e);
    }
  }

  private Sample next() {
    synchronized (samples) {
      return samples.next();
    }
  }

  /** It has no body: ends with an empty line. */
  private static void readAnswer(InputStream in) throws IOException {
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no answer");
      }
      boolean expected = next == (matched % 2 == 0 ? '\r' : '\n');
      matched = expected ? matched + 1 : next == '\r' ? 1 : 0;
    }
  }
}
