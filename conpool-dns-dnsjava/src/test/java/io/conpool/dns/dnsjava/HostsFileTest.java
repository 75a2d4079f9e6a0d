package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsFileTest {

  @TempDir Path folder;

  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("hosts");
  }

  private List<String> addresses(String hostname) {
    List<InetAddress> found = new HostsFile(path).addresses(hostname);
    return found.stream().map(InetAddress::getHostAddress).toList();
  }

  private void write(String... lines) throws Exception {
    Files.write(path, List.of(lines));
  }

  @Test
  void aNameHasTheAddressesOfEveryLineThatListsIt() throws Exception {
    write("127.0.0.2 peer other", "127.0.0.3\tother", "  127.0.0.4   first   peer  ", "::1 peer");

    assertThat(addresses("peer")).containsExactly("127.0.0.2", "127.0.0.4", "0:0:0:0:0:0:0:1");
    assertThat(addresses("nobody")).isEmpty();
  }

  @Test
  void theCaseOfALetterDoesNotMatter() throws Exception {
    write("127.0.0.2 Peer.Test");

    assertThat(addresses("peer.test")).containsExactly("127.0.0.2");
  }

  @Test
  void commentsAndLinesThatAreNoneAreLeftOut() throws Exception {
    write("# 127.0.0.2 peer", "127.0.0.3 other # peer", "", "peer", "fe80::1%eth0 peer", "x peer");

    assertThat(addresses("peer")).isEmpty();
  }

  @Test
  void aChangeIsSeenAtOnce() throws Exception {
    write("127.0.0.2 peer");
    assertThat(addresses("peer")).containsExactly("127.0.0.2");
    write("127.0.0.3 peer");
    assertThat(addresses("peer")).containsExactly("127.0.0.3");
  }

  @Test
  void aFileThatIsNotThereListsNothing() {
    assertThat(addresses("peer")).isEmpty();
  }

  @Test
  void aFileThatCannotBeReadListsNothing() throws Exception {
    Files.createDirectory(path);

    assertThat(addresses("peer")).isEmpty();
  }

  @Test
  void theSystemHasOneByTheNameOfHosts() {
    assertThat(HostsFile.ofSystem().getFileName()).hasToString("hosts");
  }
}
