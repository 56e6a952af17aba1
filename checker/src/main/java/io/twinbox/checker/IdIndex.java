package io.twinbox.checker;

import java.util.Arrays;
import java.util.UUID;

/**
 * Numbers 128-bit ids from 0 in the order they come. Exact (no id is ever taken for another) and
 * compact: 16 bytes per id and 8 to 16 for the hash slots, so that millions fit in a small heap.
 * Not thread-safe.
 */
final class IdIndex {
  static final int ABSENT = -1;
  private static final int FIRST_CAPACITY = 1 << 10;

  private long[] high = new long[FIRST_CAPACITY];
  private long[] low = new long[FIRST_CAPACITY];
  private int[] slots = new int[FIRST_CAPACITY * 4]; // number + 1; 0 = free
  private int size;

  /** The number of an id, or {@link #ABSENT}. */
  int find(UUID id) {
    return slots[slotOf(id.getMostSignificantBits(), id.getLeastSignificantBits())] - 1;
  }

  /** The number of an id, which is {@link #size()} before the call if the id is new. */
  int add(UUID id) {
    int slot = slotOf(id.getMostSignificantBits(), id.getLeastSignificantBits());
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if (size == high.length) {
      grow();
      slot = slotOf(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
    high[size] = id.getMostSignificantBits();
    low[size] = id.getLeastSignificantBits();
    slots[slot] = size + 1;
    return size++;
  }

  UUID get(int number) {
    return new UUID(high[number], low[number]);
  }

  int size() {
    return size;
  }

  private int slotOf(long h, long l) {
    int mask = slots.length - 1;
    int slot = spread(h, l) & mask;
    while (slots[slot] != 0 && !(high[slots[slot] - 1] == h && low[slots[slot] - 1] == l)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    high = Arrays.copyOf(high, size * 2);
    low = Arrays.copyOf(low, size * 2);
    slots = new int[high.length * 4];
    for (int number = 0; number < size; number++) {
      slots[slotOf(high[number], low[number])] = number + 1;
    }
  }

  private static int spread(long h, long l) {
    long mixed = (h * 0x9E3779B97F4A7C15L) ^ (l * 0xC2B2AE3D27D4EB4FL);
    mixed ^= mixed >>> 32;
    mixed *= 0xD6E8FEB86659FD93L;
    return (int) (mixed ^ (mixed >>> 32));
  }
}
