package io.conpool.it.examples;

import io.conpool.PoolConfig;
import java.util.Map;

/** Settings from text. */
final class TextConfig {

  private TextConfig() {}

  static PoolConfig read() {
    // snippet: config-from-map
    PoolConfig config =
        PoolConfig.from(
            Map.of("conpool.max-connections-per-endpoint", "20", "conpool.max-idle-time", "90s"));
    // end
    return config;
  }
}
