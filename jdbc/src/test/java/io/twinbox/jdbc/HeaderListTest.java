package io.twinbox.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.RecordHeader;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderListTest {

  @Test
  void keepsOrderDuplicatesAndEveryByte() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    List<RecordHeader> headers =
        List.of(
            new RecordHeader("b", "zwei ✓".getBytes(UTF_8)),
            new RecordHeader("a", new byte[0]),
            new RecordHeader("b", null),
            new RecordHeader("", all),
            new RecordHeader("b", new byte[] {'x', 0}));
    List<RecordHeader> read = HeaderList.read(HeaderList.write(headers));
    assertThat(read).usingRecursiveComparison().isEqualTo(headers);
  }

  @Test
  void isReadableForPeople() {
    assertThat(HeaderList.write(List.of())).isEqualTo("[]");
    assertThat(
            HeaderList.write(
                List.of(
                    new RecordHeader("text", "value".getBytes(UTF_8)),
                    new RecordHeader("none", null),
                    new RecordHeader("bytes", new byte[] {-1}))))
        .isEqualTo("[[\"text\",\"value\"],[\"none\"],[\"bytes\",null,\"/w==\"]]");
  }
}
