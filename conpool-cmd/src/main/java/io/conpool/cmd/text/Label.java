package io.conpool.cmd.text;

import java.util.Locale;

/** The names of constants as people read them. */
public final class Label {

  private Label() {}

  /**
   * Writes a constant's name: {@code POOL_CLOSED} as {@code pool-closed}.
   *
   * @param constant the constant
   * @return its name in lower case
   */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
