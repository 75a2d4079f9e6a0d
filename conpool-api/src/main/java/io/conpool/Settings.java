package io.conpool;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A value for every {@link Setting}; each was checked when it was set. */
final class Settings {

  private final @Nullable Object[] values;

  private Settings(@Nullable Object[] values) {
    this.values = values;
  }

  static Settings defaults() {
    return new Settings(Setting.ALL.stream().map(Setting::defaultValue).toArray());
  }

  Settings copy() {
    return new Settings(values.clone());
  }

  /** Returns the value of a setting that always has one. */
  <T> T get(Setting<T> setting) {
    return Objects.requireNonNull(find(setting), setting.name());
  }

  /** Returns the value of a setting, or null where it has none. */
  @SuppressWarnings("unchecked") // only set() writes, with a value of the setting's type
  <T> @Nullable T find(Setting<T> setting) {
    return (T) values[setting.index()];
  }

  int getInt(Setting<Long> setting) {
    return Math.toIntExact(get(setting));
  }

  <T> void set(Setting<T> setting, T value) {
    values[setting.index()] = setting.checked(Objects.requireNonNull(value, setting.name()));
  }

  <T> void setOrClear(Setting<T> setting, @Nullable T value) {
    values[setting.index()] = value == null ? null : setting.checked(value);
  }

  /** Sets the setting of a key from text. */
  void setText(String key, @Nullable String text) {
    Setting<?> setting = ConfigKeys.setting(key);
    values[setting.index()] = setting.parsed(text == null ? "" : text);
  }

  /** What these say for endpoints that leave it open. */
  PoolDefaults endpointDefaults() {
    return new PoolDefaults(
        find(Setting.TLS), new Way(find(Setting.PROXY), find(Setting.SOURCE_ADDRESS)));
  }

  /** Checks what involves several settings. */
  void checkTogether() {
    checkAtMost(Setting.MIN_IDLE_PER_ENDPOINT, Setting.MAX_CONNECTIONS_PER_ENDPOINT);
    checkAtMost(Setting.MIN_DNS_TTL, Setting.MAX_DNS_TTL);
    if (!get(Setting.TCP_KEEP_ALIVE)) {
      checkUnset(Setting.TCP_KEEP_ALIVE_IDLE);
      checkUnset(Setting.TCP_KEEP_ALIVE_INTERVAL);
      checkUnset(Setting.TCP_KEEP_ALIVE_COUNT);
    }
  }

  private <T extends Comparable<T>> void checkAtMost(Setting<T> least, Setting<T> most) {
    if (get(least).compareTo(get(most)) > 0) {
      throw InvalidArgumentException.config(
          least
              + " must be at most "
              + most
              + ", which is "
              + most.format(get(most))
              + ", was "
              + least.format(get(least)));
    }
  }

  /** A detail of keep-alive would do nothing without it. */
  private <T> void checkUnset(Setting<T> detail) {
    if (!get(detail).equals(detail.defaultValue())) {
      throw InvalidArgumentException.config(
          detail
              + " must be left alone unless tcpKeepAlive is true, was "
              + detail.format(get(detail)));
    }
  }

  /** Checks that nothing differs that is the whole pool's. */
  void checkOverrides(Settings base, Endpoint endpoint) {
    for (Setting<?> setting : Setting.ALL) {
      if (setting.scope() == Setting.Scope.POOL
          && !Objects.equals(find(setting), base.find(setting))) {
        throw InvalidArgumentException.config(
            setting.name()
                + " must be set for the whole pool, not in the override for "
                + endpoint);
      }
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Settings that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** Lists what is set: {@code name=conpool, maxIdleTime=1m}. */
  @Override
  public String toString() {
    return Setting.ALL.stream()
        .filter(setting -> find(setting) != null)
        .map(this::text)
        .collect(Collectors.joining(", "));
  }

  /** Lists what differs from other settings. */
  String difference(Settings base) {
    return Setting.ALL.stream()
        .filter(setting -> !Objects.equals(find(setting), base.find(setting)))
        .map(this::text)
        .collect(Collectors.joining(", "));
  }

  private <T> String text(Setting<T> setting) {
    @Nullable T value = find(setting);
    return setting.name() + "=" + (value == null ? "none" : setting.format(value));
  }
}
