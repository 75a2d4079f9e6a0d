package io.conpool;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
      @Nullable Object value = part.getAccessor().invoke(error);
      return value instanceof Duration time ? Durations.rounded(time) : Objects.toString(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record's accessor is public", e);
    }
  }
}
