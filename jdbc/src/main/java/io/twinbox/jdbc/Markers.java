package io.twinbox.jdbc;

import io.twinbox.spi.Marker;
import io.twinbox.spi.Partition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Rows that tell where a process was, should it die. Always written in the same order. */
final class Markers {
  private static final String FIND =
      """
      SELECT m.topic, m.partition, m.begin_offset, m.end_offset, m.attempts
      FROM unnest(?::text[], ?::int[]) AS p(topic, partition)
      JOIN twinbox.inbox_marker m
        ON m.consumer = ? AND m.topic = p.topic AND m.partition = p.partition
      ORDER BY m.topic, m.partition
      """;

  private static final String WRITE =
      """
      INSERT INTO twinbox.inbox_marker (topic, partition, begin_offset, end_offset, attempts, consumer)
      SELECT m.topic, m.partition, m.begin_offset, m.end_offset, m.attempts, ?
      FROM unnest(?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::int[])
           AS m(topic, partition, begin_offset, end_offset, attempts)
      ORDER BY m.topic, m.partition
      ON CONFLICT (consumer, topic, partition) DO UPDATE
      SET begin_offset = excluded.begin_offset, end_offset = excluded.end_offset,
          attempts = excluded.attempts, marked_at = clock_timestamp()
      """;

  private static final String PUT_BACK =
      """
      UPDATE twinbox.inbox_marker m SET attempts = m.attempts - 1
      FROM unnest(?::text[], ?::int[], ?::bigint[]) AS p(topic, partition, begin_offset)
      WHERE m.consumer = ? AND m.topic = p.topic AND m.partition = p.partition
        AND m.begin_offset = p.begin_offset AND m.attempts > 0
      """;

  private static final String REMOVE =
      """
      DELETE FROM twinbox.inbox_marker m
      USING unnest(?::text[], ?::int[]) AS p(topic, partition)
      WHERE m.consumer = ? AND m.topic = p.topic AND m.partition = p.partition
      """;

  private final Database database;

  Markers(Database database) {
    this.database = database;
  }

  List<Marker> find(Connection connection, short consumer, Collection<Partition> partitions)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(database.sql(FIND))) {
      bind(query, partitions);
      query.setShort(3, consumer);
      List<Marker> markers = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          Partition partition =
              new Partition(RecordRows.text(rows, "topic"), rows.getInt("partition"));
          markers.add(
              new Marker(
                  partition,
                  rows.getLong("begin_offset"),
                  rows.getLong("end_offset"),
                  rows.getInt("attempts")));
        }
      }
      return markers;
    }
  }

  void write(Connection connection, short consumer, List<Marker> markers) throws SQLException {
    try (PreparedStatement write = connection.prepareStatement(database.sql(WRITE))) {
      write.setShort(1, consumer);
      ColumnArrays<Marker> columns = new ColumnArrays<>(write, 2, markers);
      columns.add("text", marker -> marker.partition().topic());
      columns.add("int", marker -> marker.partition().number());
      columns.add("bigint", Marker::offset);
      columns.add("bigint", Marker::end);
      columns.add("int", Marker::attempts);
      write.executeUpdate();
    }
  }

  void putBack(Connection connection, short consumer, List<Marker> markers) throws SQLException {
    try (PreparedStatement back = connection.prepareStatement(database.sql(PUT_BACK))) {
      ColumnArrays<Marker> columns = new ColumnArrays<>(back, 1, markers);
      columns.add("text", marker -> marker.partition().topic());
      columns.add("int", marker -> marker.partition().number());
      columns.add("bigint", Marker::offset);
      back.setShort(4, consumer);
      back.executeUpdate();
    }
  }

  void remove(Connection tx, short consumer, Collection<Partition> partitions) throws SQLException {
    try (PreparedStatement remove = tx.prepareStatement(database.sql(REMOVE))) {
      bind(remove, partitions);
      remove.setShort(3, consumer);
      remove.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, Collection<Partition> partitions)
      throws SQLException {
    List<Partition> sorted = partitions.stream().sorted(Comparator.naturalOrder()).toList();
    ColumnArrays<Partition> columns = new ColumnArrays<>(statement, 1, sorted);
    columns.add("text", Partition::topic);
    columns.add("int", Partition::number);
  }
}
