package io.conpool.it.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Redis answers, in the second version of its protocol. */
sealed interface RespReply {

  /** A status. */
  record Status(String text) implements RespReply {}

  /** An error; the exchange is complete all the same. */
  record Failure(String text) implements RespReply {}

  /** A 64-bit number. */
  record Numeric(long value) implements RespReply {}

  /** A string of bytes, null where there is none. */
  record Bulk(@Nullable ByteBuffer bytes) implements RespReply {

    String text() {
      return bytes == null ? "" : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
  }

  /** Several replies in one. */
  record Array(List<RespReply> elements) implements RespReply {}
}
