package io.conpool.impl.pool;

/** Where this package logs. */
final class Loggers {

  static final System.Logger POOL = System.getLogger("io.conpool");
  static final System.Logger ENDPOINT = System.getLogger("io.conpool.endpoint");

  private Loggers() {}
}
