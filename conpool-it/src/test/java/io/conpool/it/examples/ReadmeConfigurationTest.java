package io.conpool.it.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.AddressStrategy;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolConfig;
import io.conpool.Proxy;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of settings in README.md says what the code does. */
class ReadmeConfigurationTest {

  /** Stands for a key or a default that there is not. */
  private static final String NONE = "–";

  /**
   * A row of the table.
   *
   * @param field its name in Java
   * @param key its key in a map
   * @param initial its default, as text
   * @param meaning what it is for
   */
  record Row(String field, String key, String initial, String meaning) {

    Object valueIn(PoolConfig config) throws ReflectiveOperationException {
      return PoolConfig.class.getMethod(field).invoke(config);
    }

    boolean hasKey() {
      return !key.equals(NONE);
    }

    /** A value in range that is no default. */
    Sample sample() throws ReflectiveOperationException {
      return Sample.other(
          PoolConfig.class.getMethod(field).getReturnType(), valueIn(PoolConfig.defaults()));
    }

    /** A configuration in which this is set, and whatever it needs to be. */
    PoolConfig set(String text) {
      return PoolConfig.from(
          field.matches("tcpKeepAlive.+")
              ? Map.of(key, text, "conpool.tcp-keep-alive", "true")
              : Map.of(key, text));
    }

    @Override
    public String toString() {
      return field;
    }
  }

  /**
   * A value and its text.
   *
   * @param text as it stands in a map
   * @param value as it is in Java
   */
  record Sample(String text, Object value) {

    static Sample other(Class<?> type, Object byDefault) {
      if (type == boolean.class) {
        boolean other = !(Boolean) byDefault;
        return new Sample(String.valueOf(other), other);
      } else if (type == int.class) {
        return new Sample("7", 7);
      } else if (type == long.class) {
        return new Sample("7", 7L);
      } else if (type == Duration.class) {
        return new Sample("1500ms", Duration.ofMillis(1500));
      } else if (type == AddressStrategy.class) {
        return new Sample("ordered", AddressStrategy.ORDERED);
      } else if (type == Proxy.class) {
        return new Sample("socks5://proxy:1080", Proxy.socks5("proxy", 1080));
      } else if (type == InetAddress.class) {
        return new Sample("127.0.0.2", new InetSocketAddress("127.0.0.2", 0).getAddress());
      }
      return new Sample("seven", "seven");
    }
  }

  private static List<Row> rows() throws IOException {
    return Readme.read().table("field | key | default |").stream()
        .map(cells -> new Row(cells.get(0), cells.get(1), cells.get(2), cells.get(3)))
        .toList();
  }

  static Stream<Row> rowsWithKey() throws IOException {
    return rows().stream().filter(Row::hasKey);
  }

  static Stream<Row> rowsWithoutKey() throws IOException {
    return rows().stream().filter(row -> !row.hasKey());
  }

  @Test
  void everyFieldIsListedOnce() throws IOException {
    assertThat(rows())
        .extracting(Row::field)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(PoolConfig.Builder.class.getMethods())
                .filter(method -> method.getReturnType() == PoolConfig.Builder.class)
                .map(Method::getName)
                .filter(name -> !name.equals("override"))
                .toList());
  }

  @ParameterizedTest
  @MethodSource("rowsWithKey")
  void theKeyIsThatOfTheField(Row row) throws ReflectiveOperationException {
    Sample sample = row.sample();

    assertThat(row.valueIn(row.set(sample.text())))
        .isEqualTo(sample.value())
        .isNotEqualTo(row.valueIn(PoolConfig.defaults()));
  }

  @ParameterizedTest
  @MethodSource("rowsWithKey")
  void theDefaultIsThatOfTheField(Row row) throws ReflectiveOperationException {
    if (row.initial().equals(NONE)) {
      assertThat(row.valueIn(PoolConfig.defaults())).isNull();
    } else {
      assertThat(PoolConfig.from(Map.of(row.key(), row.initial())))
          .isEqualTo(PoolConfig.defaults());
    }
  }

  @ParameterizedTest
  @MethodSource("rowsWithKey")
  void noneIsSaidWhereItIsAllowed(Row row) throws ReflectiveOperationException {
    Map<String, String> none = Map.of(row.key(), "none");
    if (row.sample().value() instanceof String || row.meaning().contains("none: no limit")) {
      assertThatCode(() -> PoolConfig.from(none)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> PoolConfig.from(none)).isInstanceOf(InvalidArgumentException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("rowsWithoutKey")
  void whatHasNoKeyIsForProgramsAlone(Row row) throws ReflectiveOperationException {
    String key = "conpool." + row.field().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);

    assertThatThrownBy(() -> PoolConfig.from(Map.of(key, "x")))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("set by a program");
    assertThat(row.initial()).isEqualTo(NONE);
    assertThat(row.valueIn(PoolConfig.defaults())).isIn(null, List.of());
  }
}
