package io.conpool.it.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.conpool.DuplexStream;
import io.conpool.PoolConfig;
import java.io.IOException;
import java.time.Duration;

/** A ping as Redis knows it. */
final class RedisPing {

  private RedisPing() {}

  // snippet: health-check
  static PoolConfig.Builder config() {
    return PoolConfig.builder()
        .healthCheck(RedisPing::isHealthy)
        .healthCheckAfterIdle(Duration.ofSeconds(10)); // younger ones are trusted
  }

  private static boolean isHealthy(DuplexStream stream) throws IOException {
    stream.outputStream().write("PING\r\n".getBytes(US_ASCII));
    String answer = new String(stream.inputStream().readNBytes(7), US_ASCII);
    return answer.equals("+PONG\r\n");
  }
  // end
}
