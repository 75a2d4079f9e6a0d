package io.conpool;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The range of a setting and its text form.
 *
 * @param <T> what its values are
 */
sealed interface SettingType<T> {

  /** What is right, to follow {@code must be}. */
  String rule();

  /** Returns the value to keep, or null if this one is out of range. */
  @Nullable T check(T value);

  /** Returns the value of a text, or null if the text has none in range. */
  @Nullable T parse(String text);

  /** Writes a value for people. */
  String format(T value);

  /** Returns what of a refused text may be repeated. */
  default String quotable(String text) {
    return text;
  }

  /**
   * A whole number.
   *
   * @param min the least
   * @param max the greatest
   * @param unlimited the value that means no limit, or null if there is none
   */
  record Count(long min, long max, @Nullable Long unlimited) implements SettingType<Long> {
    @Override
    public String rule() {
      if (max < Integer.MAX_VALUE) {
        return min + " to " + max;
      }
      if (unlimited == null) {
        return min + " or more";
      }
      return min + (unlimited == 0 ? " or more (0 or none: no limit)" : " or more, or none");
    }

    @Override
    public @Nullable Long check(Long value) {
      return value < min || value > max ? null : value;
    }

    @Override
    public @Nullable Long parse(String text) {
      if (unlimited != null && (text.equals("none") || text.equals("unlimited"))) {
        return unlimited;
      }
      // Up to 18 digits are a long; a negative number is out of every range.
      return text.matches("[0-9]{1,18}") ? check(Long.valueOf(text)) : null;
    }

    @Override
    public String format(Long value) {
      return value.equals(unlimited) ? "none" : value.toString();
    }
  }

  /**
   * A duration.
   *
   * @param zero what zero is
   */
  record Span(Zero zero) implements SettingType<Duration> {

    /** What a duration of zero is. */
    enum Zero {
      /** Wrong. */
      REFUSED("more than 0"),
      /** A duration as any other. */
      ALLOWED("0 or more"),
      /** Without limit. */
      UNLIMITED("0 or more (0 or none: no limit)");

      private final String rule;

      Zero(String rule) {
        this.rule = rule;
      }
    }

    @Override
    public String rule() {
      return zero.rule + ", as in 500ms, 30s, 5m or 1h";
    }

    @Override
    public @Nullable Duration check(Duration value) {
      if (value.isNegative() || (value.isZero() && zero == Zero.REFUSED)) {
        return null;
      }
      return value.compareTo(Durations.MAX) > 0 ? Durations.MAX : value;
    }

    @Override
    public @Nullable Duration parse(String text) {
      if (zero == Zero.UNLIMITED && text.equals("none")) {
        return Duration.ZERO;
      }
      @Nullable Duration value = Durations.parse(text);
      return value == null ? null : check(value);
    }

    @Override
    public String format(Duration value) {
      return zero == Zero.UNLIMITED && value.isZero() ? "none" : Durations.format(value);
    }
  }

  /**
   * A duration within narrow bounds.
   *
   * @param min the shortest
   * @param max the longest
   * @param zero what zero stands for besides, or null where it is wrong
   */
  record Range(Duration min, Duration max, @Nullable String zero) implements SettingType<Duration> {
    @Override
    public String rule() {
      String bounds = Durations.format(min) + " to " + Durations.format(max);
      return zero == null ? bounds : bounds + ", or 0 for " + zero;
    }

    @Override
    public @Nullable Duration check(Duration value) {
      if (value.isZero()) {
        return zero == null ? null : value;
      }
      return value.compareTo(min) < 0 || value.compareTo(max) > 0 ? null : value;
    }

    @Override
    public @Nullable Duration parse(String text) {
      @Nullable Duration value = Durations.parse(text);
      return value == null ? null : check(value);
    }

    @Override
    public String format(Duration value) {
      return Durations.format(value);
    }
  }

  /** On or off. */
  record Flag() implements SettingType<Boolean> {
    @Override
    public String rule() {
      return "true or false";
    }

    @Override
    public Boolean check(Boolean value) {
      return value;
    }

    @Override
    public @Nullable Boolean parse(String text) {
      return (text.equals("true") || text.equals("false")) ? Boolean.valueOf(text) : null;
    }

    @Override
    public String format(Boolean value) {
      return value.toString();
    }
  }

  /**
   * One of a few, written in lower case.
   *
   * @param <E> the enum
   * @param type its class
   */
  record Choice<E extends Enum<E>>(Class<E> type) implements SettingType<E> {
    @Override
    public String rule() {
      return EnumSet.allOf(type).stream().map(this::format).collect(Collectors.joining(" or "));
    }

    @Override
    public E check(E value) {
      return value;
    }

    @Override
    public @Nullable E parse(String text) {
      for (E value : EnumSet.allOf(type)) {
        if (format(value).equals(text)) {
          return value;
        }
      }
      return null;
    }

    @Override
    public String format(E value) {
      return value.name().toLowerCase(Locale.ROOT);
    }
  }

  /** A proxy. */
  record Through() implements SettingType<Proxy> {
    @Override
    public String rule() {
      return ProxyText.RULE;
    }

    @Override
    public Proxy check(Proxy value) {
      return value;
    }

    @Override
    public @Nullable Proxy parse(String text) {
      try {
        return Proxy.parse(text);
      } catch (InvalidArgumentException e) {
        return null; // the rule says more than its message, which is about one part
      }
    }

    @Override
    public String format(Proxy value) {
      return value.toString();
    }

    @Override
    public String quotable(String text) {
      return ProxyText.quotable(text);
    }
  }

  /** An address of this machine. */
  record Source() implements SettingType<SourceAddress> {
    @Override
    public String rule() {
      return SourceAddress.RULE;
    }

    @Override
    public @Nullable SourceAddress check(SourceAddress value) {
      return value.isUsable() ? value : null;
    }

    @Override
    public @Nullable SourceAddress parse(String text) {
      @Nullable SourceAddress value = SourceAddress.parse(text);
      return value == null ? null : check(value);
    }

    @Override
    public String format(SourceAddress value) {
      return value.toString();
    }
  }

  /** A name. */
  record Name() implements SettingType<String> {
    @Override
    public String rule() {
      return "a name of 1 to 256 characters, none of them a control character, without spaces around it";
    }

    @Override
    public @Nullable String check(String value) {
      return value.isBlank() || !ForeignText.clean(value).equals(value) ? null : value;
    }

    @Override
    public @Nullable String parse(String text) {
      return check(text);
    }

    @Override
    public String format(String value) {
      return value;
    }
  }

  /** An object that only a program can give. */
  record Part<T>() implements SettingType<T> {
    @Override
    public String rule() {
      return "set by a program, since no text can stand for it";
    }

    @Override
    public T check(T value) {
      return value;
    }

    @Override
    public @Nullable T parse(String text) {
      return null;
    }

    @Override
    public String format(T value) {
      return value.toString();
    }
  }
}
