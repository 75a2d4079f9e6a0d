package io.conpool.cmd.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessagesTest {

  private static final Workload WORK = new Workload(3, 10, 5, 20, 64);

  @Test
  void aMessageIsALineThatNamesItsClient() {
    byte[] line = new Messages(17, WORK, 1).nextLine();

    assertThat(line).hasSize(64);
    assertThat(new String(line, StandardCharsets.US_ASCII)).matches("c17-[A-Za-z0-9]{59}\n");
  }

  @Test
  void theSameSeedMakesTheSameMessages() {
    Messages one = new Messages(3, WORK, 42);
    Messages other = new Messages(3, WORK, 42);

    for (int i = 0; i < 100; i++) {
      assertThat(one.nextServer()).isEqualTo(other.nextServer());
      assertThat(one.nextLine()).isEqualTo(other.nextLine());
    }
  }

  @Test
  void messagesDifferByTimeClientAndSeed() {
    Messages messages = new Messages(3, WORK, 42);
    byte[] first = messages.nextLine();

    assertThat(messages.nextLine()).isNotEqualTo(first);
    assertThat(new Messages(4, WORK, 42).nextLine()).isNotEqualTo(first);
    assertThat(new Messages(3, WORK, 43).nextLine()).isNotEqualTo(first);
  }

  @Test
  void everyServerHasItsTurn() {
    Messages messages = new Messages(3, WORK, 42);
    Set<Integer> servers = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      servers.add(messages.nextServer());
    }

    assertThat(servers).containsExactlyInAnyOrder(0, 1, 2);
  }
}
