package io.conpool.impl.tls;

import java.nio.ByteBuffer;

/** The header of a TLS record at the front of some bytes, read without taking it from there. */
final class TlsRecord {

  static final int HEADER = 5;

  private static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  private static final int APPLICATION_DATA = 23;

  /** Version 3.1 to 3.4 stands for all of TLS, 3.0 for SSL. */
  private static final int MAJOR_VERSION = 3;

  private TlsRecord() {}

  /** Tells whether as much as is there looks like the beginning of a record. */
  static boolean mayBegin(ByteBuffer bytes) {
    return switch (bytes.remaining()) {
      case 0 -> true;
      case 1 -> mayBegin(type(bytes));
      default -> mayBegin(type(bytes)) && bytes.get(bytes.position() + 1) == MAJOR_VERSION;
    };
  }

  private static boolean mayBegin(int type) {
    return type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA;
  }

  static int type(ByteBuffer bytes) {
    return bytes.get(bytes.position());
  }

  /** The length of the whole record, its header included; 0 where the header is not whole yet. */
  static int length(ByteBuffer bytes) {
    return bytes.remaining() < HEADER
        ? 0
        : HEADER + Short.toUnsignedInt(bytes.getShort(bytes.position() + 3));
  }
}
