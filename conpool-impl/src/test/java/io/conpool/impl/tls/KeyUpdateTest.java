package io.conpool.impl.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.transport.Wire.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Key updates, which the JDK asks for after an amount of data that can be set for a whole virtual
 * machine only, before it does any TLS.
 */
@Timeout(60)
class KeyUpdateTest {

  private static final int AMOUNT = 1 << 14;

  @Test
  void aKeyUpdateIsAnsweredByTheNextWriteAndNeitherByAReadNorByAProbe(@TempDir Path directory)
      throws Exception {
    Path limits = directory.resolve("limits");
    Files.writeString(limits, "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^14\n");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.security.properties=" + limits,
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output).isEqualTo("idle, 0 bytes written, then an answer, then bytes both ways");
  }

  /** What the other virtual machine does. */
  static final class Child {

    private Child() {}

    public static void main(String[] arguments) throws Exception {
      try (Link link = new Link()) {
        CountDownLatch end = new CountDownLatch(1);
        link.serve(
            Pki.server(Pki.SERVER),
            socket -> {
              Link.next(socket);
              // The key update goes out with, or after, what passes the limit.
              Link.send(socket, "x".repeat(4 * AMOUNT));
              while (Link.next(socket) == '?') {
                Link.send(socket, "!");
              }
              end.await();
            });
        TlsWire wire = link.connect(Pki.trusting().protocols("TLSv1.3").build());
        Link.send(wire, "?");
        int sent = link.toServer.written();
        Link.receive(wire, 4 * AMOUNT);
        Verdict verdict = wire.probe();
        System.out.print(
            (verdict == Verdict.IDLE ? "idle, " : verdict + ", ")
                + (link.toServer.written() - sent)
                + " bytes written, then ");
        int before = link.toServer.written();
        Link.send(wire, "?");
        int first = link.toServer.written() - before;
        Link.send(wire, "?");
        int second = link.toServer.written() - before - first;
        System.out.print(first > second ? "an answer, then " : "no answer, then ");
        System.out.println(
            Link.receive(wire, 2).equals("!!") ? "bytes both ways" : "something else");
        end.countDown();
      }
      System.exit(0);
    }
  }
}
