package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.EntryState;
import io.twinbox.admin.Count;
import io.twinbox.admin.EntryDetail;
import io.twinbox.admin.EntryItem;
import io.twinbox.admin.EntrySearch;
import io.twinbox.admin.Shown;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What operators find in the log. */
@OnEachPostgres
class AdminSearchIT {
  private final AdminBed bed;

  AdminSearchIT(PostgresFixture postgres) {
    this.bed = new AdminBed(postgres);
  }

  @Test
  void pagesGoFromTheNewestToTheOldestAndMissNothing() throws SQLException {
    bed.append(2_500);
    bed.append("other", 10, 1);
    List<Long> seqs = bed.allPages(EntrySearch.ALL, 400);
    assertThat(seqs).hasSize(2_510).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(seqs).doesNotHaveDuplicates();
    assertThat(bed.allPages(EntrySearch.ALL.withTopic("other"), 3)).hasSize(10);
    assertThat(bed.allPages(EntrySearch.ALL.withTopic("other").withKey("k3"), 3)).hasSize(1);
    assertThat(bed.allPages(EntrySearch.ALL.withType("X"), 3)).isEmpty();
    assertThat(bed.admin.queries().count(EntrySearch.ALL.withTopic("other")))
        .isEqualTo(Count.exact(10));
    assertThat(bed.admin.queries().count(EntrySearch.ALL).precision())
        .isEqualTo(Count.Precision.AT_LEAST);
  }

  /** More than the walk takes, in several slots, the older one summarized and the newer one not. */
  @Test
  void whatTheWalkDoesNotReachTheFiltersFindInOrder() throws SQLException {
    bed.append("rare", 3, 0);
    UUID id = UUID.fromString(bed.texts("SELECT id FROM twinbox.outbox LIMIT 1").get(0));
    int many = (int) EntrySearches.WALK;
    bed.append("t", many / 2, 0);
    bed.append("rare", 3, 1);
    bed.append("t", many, 1);
    bed.execute("SELECT brin_summarize_new_values('twinbox.outbox_0_id_key_topic_type_idx')");
    bed.append("rare", 1, 2);

    List<Long> all = bed.allPages(EntrySearch.ALL.withTopic("rare"), 50);
    assertThat(all).hasSize(7).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(bed.allPages(EntrySearch.ALL.withTopic("rare"), 2)).isEqualTo(all);
    assertThat(bed.admin.queries().entries(EntrySearch.ALL.withId(id), 0, 50).items())
        .singleElement()
        .satisfies(item -> assertThat(item.id()).isEqualTo(id));
    assertThat(bed.admin.queries().entries(EntrySearch.ALL.withKey("nobody"), 0, 50).next())
        .isZero();
  }

  @Test
  void aTimeIsFoundByBisection() throws SQLException {
    bed.execute(
        """
        INSERT INTO twinbox.outbox (topic, type, occurred_at)
        SELECT 't', 'T', timestamptz '2026-01-01T00:00:00Z' + i * interval '1 second'
        FROM generate_series(0, 9999) i ORDER BY i
        """);
    Instant from = Instant.parse("2026-01-01T01:00:00Z");
    EntrySearch hour = EntrySearch.ALL.between(from, from.plusSeconds(60));
    List<EntryItem> items = bed.admin.queries().entries(hour, 0, 100).items();
    assertThat(items).hasSize(60);
    assertThat(items.get(59).occurredAt()).isEqualTo(from);
    assertThat(bed.allPages(EntrySearch.ALL.between(null, from), 1_000)).hasSize(3_600);
    assertThat(bed.allPages(EntrySearch.ALL.between(from, null), 1_000)).hasSize(6_400);
  }

  @Test
  void statesAreThoseOfTheRelay() throws SQLException {
    bed.append(20);
    bed.publishAll();
    bed.kill("e.seq <= 4", "topic missing");
    bed.append(5);

    assertThat(seqs(EntryState.PENDING)).hasSize(5);
    assertThat(seqs(EntryState.PUBLISHED)).hasSize(16);
    assertThat(seqs(EntryState.DEAD)).containsExactly(4L, 3L, 2L, 1L);
    assertThat(bed.allPages(EntrySearch.ALL.withError("MISSING"), 3)).hasSize(4);
    assertThat(bed.allPages(EntrySearch.ALL.withError("100%"), 3)).isEmpty();
    assertThat(bed.allPages(EntrySearch.ALL.withHeader("n", "7"), 3)).hasSize(1);
    assertThat(bed.allPages(EntrySearch.ALL.withHeader("n", null), 1_000)).hasSize(25);
    assertThat(bed.admin.queries().counts("orders"))
        .containsEntry(EntryState.PENDING, Count.exact(5))
        .containsEntry(EntryState.DEAD, Count.exact(4))
        .containsEntry(EntryState.PUBLISHED, new Count(16, Count.Precision.ESTIMATE));
  }

  private List<Long> seqs(EntryState state) {
    return bed.allPages(EntrySearch.ALL.withRelay("orders").withState(state), 1_000);
  }

  @Test
  void anEntryIsShownWithWhatBefellItAndWithoutItsContentsIfTheyAreHidden() throws SQLException {
    bed.append(3);
    bed.publishAll();
    bed.kill("e.seq = 2", "topic missing");

    EntryDetail published = bed.admin.queries().entry(1, null, Shown.SHOWN).orElseThrow();
    assertThat(published.item().state()).isEqualTo(EntryState.PUBLISHED);
    assertThat(published.batch()).isPositive();
    assertThat(published.claimedAt()).isNotNull();
    assertThat(published.payload()).asString().isEqualTo("p1");
    assertThat(published.headers()).containsEntry("n", "1");

    EntryDetail dead = bed.admin.queries().entry(2, "orders", Shown.HIDDEN).orElseThrow();
    assertThat(dead.item().state()).isEqualTo(EntryState.DEAD);
    assertThat(dead.payload()).isNull();
    assertThat(dead.headers()).isEmpty();
    assertThat(dead.lane()).isEqualTo("t/k2");
    assertThat(dead.failures())
        .singleElement()
        .satisfies(failed -> assertThat(failed.attempt()).isEqualTo(3));

    bed.execute("TRUNCATE twinbox.outbox");
    assertThat(bed.admin.queries().entry(1, null, Shown.SHOWN)).isEmpty();
    assertThat(bed.admin.queries().entry(2, null, Shown.SHOWN)).isPresent();
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> bed.admin.queries().entries(EntrySearch.ALL, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bed.admin.queries().entries(EntrySearch.ALL, 0, 1_001))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bed.admin.queries().counts("odrers")).hasMessageContaining("odrers");
    assertThat(bed.allPages(EntrySearch.ALL.withKey("'; DROP TABLE x; --\u0000"), 10)).isEmpty();
  }

  @Test
  void nothingIsFoundInAnEmptyLog() {
    assertThat(bed.allPages(EntrySearch.ALL, 10)).isEmpty();
    assertThat(bed.allPages(EntrySearch.ALL.withId(UUID.randomUUID()), 10)).isEmpty();
    assertThat(
            bed.allPages(EntrySearch.ALL.between(Instant.EPOCH, Instant.EPOCH.plusSeconds(1)), 9))
        .isEmpty();
  }
}
