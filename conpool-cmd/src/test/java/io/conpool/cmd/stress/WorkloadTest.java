package io.conpool.cmd.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {

  @Test
  void clientsAreForEachServerAndMessagesForEachClient() {
    Workload work = new Workload(3, 10, 5, 20, 64);

    assertThat(work.clients()).isEqualTo(30);
    assertThat(work.messages()).isEqualTo(150);
    assertThat(work.workers()).isEqualTo(20);
  }

  @Test
  void thereAreNoMoreWorkersThanClients() {
    assertThat(new Workload(1, 2, 5, 20, 64).workers()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, 64, servers",
    "1, 0, 1, 1, 64, clients",
    "1, 1, 0, 1, 64, messages",
    "1, 1, 1, 0, 64, parallel",
    "1, 1, 1, 1, 4, message-bytes",
    "1, 11, 1, 1, 5, message-bytes",
    "1, 1, 1, 1, 2000000000, message-bytes",
    "2000000000, 2000000000, 1, 1, 64, clients",
  })
  void whatCannotBeIsRefusedByName(
      int servers, int clients, int messages, int parallel, int bytes, String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Workload(servers, clients, messages, parallel, bytes))
        .withMessageContaining(name);
  }

  @Test
  void theShortestMessageHoldsTheClientsNameOneCharacterAndTheLineFeed() {
    assertThat(new Workload(1, 10, 1, 1, 5).messageBytes()).isEqualTo(5);
  }
}
