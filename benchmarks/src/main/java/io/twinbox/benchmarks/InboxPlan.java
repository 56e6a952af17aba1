package io.twinbox.benchmarks;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the inbox is measured at, and how often.
 *
 * @param variants by {@link InboxVariant#title}
 * @param drain messages of a round, of the warm-up, and rounds
 */
record InboxPlan(Set<InboxVariant> variants, DrainPlan drain) {

  static InboxPlan of(List<String> titles, DrainPlan drain) {
    Set<InboxVariant> variants = EnumSet.noneOf(InboxVariant.class);
    titles.forEach(title -> variants.add(InboxVariant.of(title)));
    if (variants.isEmpty()) {
      throw new IllegalArgumentException("name a variant");
    }
    return new InboxPlan(variants, drain);
  }
}
