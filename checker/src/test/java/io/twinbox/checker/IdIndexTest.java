package io.twinbox.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdIndexTest {
  private final IdIndex ids = new IdIndex();

  @Test
  void numbersIdsInTheOrderTheyCome() {
    assertThat(ids.add(new UUID(1, 1))).isZero();
    assertThat(ids.add(new UUID(1, 2))).isEqualTo(1);
    assertThat(ids.add(new UUID(1, 1))).isZero();
    assertThat(ids.size()).isEqualTo(2);
    assertThat(ids.get(1)).isEqualTo(new UUID(1, 2));
  }

  @Test
  void anUnknownIdIsAbsent() {
    ids.add(new UUID(1, 2));

    assertThat(ids.find(new UUID(2, 1))).isEqualTo(IdIndex.ABSENT);
  }

  @Test
  void allZeroIsAnIdLikeAnyOther() {
    assertThat(ids.find(new UUID(0, 0))).isEqualTo(IdIndex.ABSENT);
    ids.add(new UUID(0, 0));
    assertThat(ids.find(new UUID(0, 0))).isZero();
  }

  @Test
  void keepsEveryIdWhileItGrows() {
    SplittableRandom random = new SplittableRandom(7);
    List<UUID> all = new ArrayList<>();
    for (int n = 0; n < 100_000; n++) {
      // Ids made in one millisecond differ in few bits: the hash must spread those as well.
      UUID id = new UUID(0x0190_0000_0000_7000L + n / 1000, random.nextInt(1 << 30));
      if (ids.find(id) == IdIndex.ABSENT) {
        assertThat(ids.add(id)).isEqualTo(all.size());
        all.add(id);
      }
    }
    for (int n = 0; n < all.size(); n++) {
      assertThat(ids.find(all.get(n))).isEqualTo(n);
    }
  }
}
