package io.conpool.impl.tls;

import io.conpool.PoolError.TlsFailure;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Why an end of a TLS connection gives up, as its alert record says (RFC 8446, section 6).
 *
 * <p>Read from the records themselves: exceptions carry alerts only as words, which differ between
 * engines and versions.
 *
 * @param code the description byte of the alert
 */
record Alert(int code) {

  /** A plain alert record: header, level, description. */
  private static final int LENGTH = TlsRecord.HEADER + 2;

  /** The alert at the front of these bytes, or null where there is none or it is encrypted. */
  static @Nullable Alert peek(ByteBuffer bytes) {
    return bytes.remaining() >= LENGTH
            && TlsRecord.type(bytes) == TlsRecord.ALERT
            && TlsRecord.length(bytes) == LENGTH
        ? new Alert(Byte.toUnsignedInt(bytes.get(bytes.position() + LENGTH - 1)))
        : null;
  }

  /** Whether it is no failure but an orderly end. */
  boolean isCloseNotify() {
    return code == 0;
  }

  /**
   * What it means when the peer sends it.
   *
   * @param inReplyToHello whether it is the first thing the peer has sent
   */
  TlsFailure fromPeer(boolean inReplyToHello) {
    return switch (code) {
      // About a certificate: of ours.
      case 42, 43, 44, 45, 46, 48, 49, 116 -> TlsFailure.CLIENT_CERTIFICATE;
      // First it is about what we offered; later our certificate is missing (RFC 5246, 7.4.6).
      case 40 -> inReplyToHello ? TlsFailure.CIPHER_SUITE : TlsFailure.CLIENT_CERTIFICATE;
      default -> common();
    };
  }

  /** What it means when our own engine sends it. */
  TlsFailure fromUs() {
    return switch (code) {
      case 42, 43, 44, 45, 46, 48 -> TlsFailure.CERTIFICATE;
      default -> common();
    };
  }

  private TlsFailure common() {
    return switch (code) {
      case 70, 86 -> TlsFailure.PROTOCOL_VERSION;
      case 71 -> TlsFailure.CIPHER_SUITE;
      case 120 -> TlsFailure.APPLICATION_PROTOCOL;
      default -> TlsFailure.HANDSHAKE;
    };
  }

  /** The name of RFC 8446 and the code. */
  @Override
  public String toString() {
    String name =
        switch (code) {
          case 0 -> "close_notify";
          case 10 -> "unexpected_message";
          case 20 -> "bad_record_mac";
          case 22 -> "record_overflow";
          case 40 -> "handshake_failure";
          case 42 -> "bad_certificate";
          case 43 -> "unsupported_certificate";
          case 44 -> "certificate_revoked";
          case 45 -> "certificate_expired";
          case 46 -> "certificate_unknown";
          case 47 -> "illegal_parameter";
          case 48 -> "unknown_ca";
          case 49 -> "access_denied";
          case 50 -> "decode_error";
          case 51 -> "decrypt_error";
          case 70 -> "protocol_version";
          case 71 -> "insufficient_security";
          case 80 -> "internal_error";
          case 86 -> "inappropriate_fallback";
          case 90 -> "user_canceled";
          case 109 -> "missing_extension";
          case 110 -> "unsupported_extension";
          case 112 -> "unrecognized_name";
          case 113 -> "bad_certificate_status_response";
          case 115 -> "unknown_psk_identity";
          case 116 -> "certificate_required";
          case 120 -> "no_application_protocol";
          default -> "alert";
        };
    return name + "(" + code + ")";
  }
}
