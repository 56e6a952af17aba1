package io.twinbox.spi;

import java.util.Objects;

/**
 * Something that is wrong with an installation, or will be.
 *
 * @param code what it is: for programs, upper case, does not change between releases
 * @param sentence what was found
 * @param remedy what mends it
 */
public record Diagnosis(String code, String sentence, String remedy) {
  public Diagnosis {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(sentence, "sentence");
    Objects.requireNonNull(remedy, "remedy");
  }
}
