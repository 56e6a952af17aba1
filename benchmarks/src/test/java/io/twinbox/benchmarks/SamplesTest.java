package io.twinbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SamplesTest {

  @ParameterizedTest
  @ValueSource(ints = {160, 161, 500, 10_000})
  void payloadsAreJsonOfExactlyTheSizeAskedFor(int bytes) {
    Samples samples = new Samples(1, 1_000, bytes);
    for (int i = 0; i < 100; i++) {
      Sample sample = samples.next();
      assertThat(sample.payload()).hasSize(bytes);
      JsonNode json = JsonMapper.shared().readTree(sample.payload());
      assertThat(json.get("no").longValue()).isEqualTo(i);
      assertThat(json.get("orderId").stringValue()).isEqualTo(sample.id().toString());
    }
  }

  @Test
  void theSameSeedGivesTheSameMessages() {
    Samples one = new Samples(5, 1_000, 500);
    Samples other = new Samples(5, 1_000, 500);
    for (int i = 0; i < 100; i++) {
      Sample mine = one.next();
      Sample theirs = other.next();
      assertThat(mine.id()).isEqualTo(theirs.id());
      assertThat(mine.key()).isEqualTo(theirs.key());
      assertThat(mine.payload()).isEqualTo(theirs.payload());
    }
  }

  @Test
  void roundsDiffer() {
    Sample first = Workload.DEFAULT.samples(1).next();
    Sample second = Workload.DEFAULT.samples(2).next();
    assertThat(first.id()).isNotEqualTo(second.id());
  }

  @Test
  void keysAreAsManyAsAskedFor() {
    Samples samples = new Samples(1, 10, 200);
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      keys.add(samples.next().key());
    }
    assertThat(keys).hasSize(10);
  }

  @Test
  void aNumberCanBeGivenByTheCaller() {
    Sample sample = new Samples(1, 10, 200).next(123_456);
    assertThat(sample.no()).isEqualTo(123_456);
    assertThat(Samples.noOf(sample.payload())).isEqualTo(123_456);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"no\":", "{\"no\":x", "{\"no\":12", "{\"no\":12}"})
  void foreignPayloadsAreRefused(String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> Samples.noOf(bytes)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sizesWithoutRoomAreRefused() {
    assertThatThrownBy(() -> new Samples(1, 1, 159)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Samples(1, 0, 500)).isInstanceOf(IllegalArgumentException.class);
  }
}
