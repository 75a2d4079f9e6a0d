package io.conpool.impl.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.PoolError.TlsFailure;
import io.conpool.TlsConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class BrokenHandshakeTest {

  private static final SSLContext SERVER = Pki.server(Pki.SERVER);

  /** In the profile "long"; else some bytes at random, others each time. */
  private static final boolean EVERY_BYTE = Boolean.getBoolean("proof.long");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "220 mail.example ESMTP\r\n",
        "\u0016GARBAGE",
        "N"
      })
  void aPeerThatDoesNotSpeakTlsIsQuoted(String words) throws Exception {
    for (int chunk : new int[] {1, 1000}) {
      try (Link link = new Link()) {
        link.client.chop(() -> chunk);
        link.servePlain(
            transport -> {
              ByteBuffer bytes = ByteBuffer.wrap(words.getBytes(StandardCharsets.ISO_8859_1));
              transport.write(bytes);
              Link.drain(transport);
            });
        TlsHandshakeException thrown =
            catchThrowableOfType(
                TlsHandshakeException.class, () -> link.connect(Pki.trusting().build()));
        assertThat(thrown.reason()).isEqualTo(TlsFailure.NOT_TLS);
        assertThat(thrown.detail()).doesNotContainPattern("\\p{Cc}");
        if (chunk > 1) {
          assertThat(thrown.detail()).contains(words.substring(1).strip());
        }
        assertThat(link.client.isClosed()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "40, CIPHER_SUITE",
    "70, PROTOCOL_VERSION",
    "71, CIPHER_SUITE",
    "80, HANDSHAKE",
    "86, PROTOCOL_VERSION",
    "99, HANDSHAKE",
    "112, HANDSHAKE",
    "116, CLIENT_CERTIFICATE",
    "120, APPLICATION_PROTOCOL"
  })
  void anAlertInsteadOfAnAnswerSaysWhatItIsAbout(int code, TlsFailure reason) throws Exception {
    for (int chunk : new int[] {1, 1000}) {
      try (Link link = new Link()) {
        link.client.chop(() -> chunk);
        link.servePlain(
            transport -> {
              transport.write(ByteBuffer.wrap(new byte[] {21, 3, 3, 0, 2, 2, (byte) code}));
              Link.drain(transport);
            });
        TlsHandshakeException thrown =
            catchThrowableOfType(
                TlsHandshakeException.class, () -> link.connect(Pki.trusting().build()));
        assertThat(thrown).isNotNull();
        assertThat(thrown.reason()).isEqualTo(reason);
        assertThat(thrown.detail()).contains("(" + code + ")");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 90})
  void anEndAfterCloseNotifyOrUserCanceledIsNoRefusal(byte code) throws Exception {
    try (Link link = new Link()) {
      link.servePlain(
          transport -> {
            transport.write(ByteBuffer.wrap(new byte[] {21, 3, 3, 0, 2, 1, code}));
            transport.shutdownOutput();
            Link.drain(transport);
          });
      assertThatThrownBy(() -> link.connect(Pki.trusting().build()))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(TlsHandshakeException.class);
      assertThat(link.client.isClosed()).isTrue();
    }
  }

  @Test
  void aSilentPeerIsLeftWhenTheTransportIsClosedFromOutside() throws Exception {
    try (Link link = new Link()) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread dialer =
          new Thread(
              () -> {
                try {
                  link.connect(Pki.trusting().build());
                } catch (Exception e) {
                  thrown.complete(e);
                }
              });
      dialer.start();
      link.toServer.awaitWritten(100);
      link.client.close();
      assertThat(thrown.get())
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(TlsHandshakeException.class);
      dialer.join();
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, END", "TLSv1.2, RESET", "TLSv1.3, END", "TLSv1.3, RESET"})
  void aTransportThatFailsAtAnyByteIsNoRefusalAndIsClosed(String protocol, Pipe.Fault fault)
      throws Exception {
    long seed = ThreadLocalRandom.current().nextLong();
    Random random = new Random(seed);
    TlsConfig config = Pki.trusting().protocols(protocol).build();
    for (boolean fromServer : new boolean[] {true, false}) {
      int offset = 0;
      while (true) {
        try (Link link = new Link()) {
          (fromServer ? link.toClient : link.toServer).failAt(offset, fault);
          if (!failsWithoutVerdict(link, config, "at byte " + offset + " with seed " + seed)) {
            break;
          }
        }
        offset += EVERY_BYTE ? 1 : 1 + random.nextInt(60);
      }
      assertThat(offset).isGreaterThan(fromServer ? 500 : 200);
    }
  }

  /** Returns false where all that was needed came before the failure. */
  private static boolean failsWithoutVerdict(Link link, TlsConfig config, String where)
      throws Exception {
    link.serve(SERVER, SSLSocket::startHandshake);
    try {
      link.connect(config);
      return false;
    } catch (IOException e) {
      assertThat(e).as(where).isNotInstanceOf(TlsHandshakeException.class);
      assertThat(link.client.isClosed()).as(where).isTrue();
      return true;
    }
  }
}
