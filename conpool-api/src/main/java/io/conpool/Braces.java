package io.conpool;

import java.lang.reflect.RecordComponent;
import java.util.Objects;

/** Writes a record as {@code Name{part=value, part=value}}. */
final class Braces {

  private Braces() {}

  static String format(Record error) {
    StringBuilder text = new StringBuilder(error.getClass().getSimpleName()).append('{');
    String separator = "";
    for (RecordComponent part : error.getClass().getRecordComponents()) {
      text.append(separator).append(part.getName()).append('=').append(value(error, part));
      separator = ", ";
    }
    return text.append('}').toString();
  }

  private static String value(Record error, RecordComponent part) {
    try {
      return Objects.toString(part.getAccessor().invoke(error));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record's accessor is public", e);
    }
  }
}
