package io.conpool.impl.pool;

/** Where this package logs. */
final class Loggers {

  static final System.Logger POOL = System.getLogger("io.conpool");
  static final System.Logger ENDPOINT = System.getLogger("io.conpool.endpoint");
  static final System.Logger DIAL = System.getLogger("io.conpool.dial");
  static final System.Logger DNS = System.getLogger("io.conpool.dns");

  private Loggers() {}
}
