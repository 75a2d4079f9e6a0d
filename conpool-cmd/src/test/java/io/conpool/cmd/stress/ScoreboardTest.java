package io.conpool.cmd.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.cmd.stress.Scoreboard.Failure;
import java.io.EOFException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreboardTest {

  private final Scoreboard board = new Scoreboard();

  @Test
  void aMessageIsEchoedGarbledOrFailed() {
    board.echoed(0);
    board.echoed(0);
    board.echoed(7);
    board.failed(new EOFException("gone"));

    assertThat(board.done()).isEqualTo(4);
    assertThat(board.echoed()).isEqualTo(2);
    assertThat(board.wrongBytes()).isEqualTo(7);
    assertThat(board.failed()).isEqualTo(1);
  }

  @Test
  void failuresAreCountedByKindTheMostFrequentFirst() {
    board.failed(new EOFException("one"));
    board.failed(new PoolException(new PoolError.PoolClosed(), List.of("a"), null));
    board.failed(new PoolException(new PoolError.PoolClosed(), List.of("b"), null));
    board.failed(new PoolException(new PoolError.TooManyWaiters(null, 3), List.of(), null));

    assertThat(board.failures())
        .extracting(Failure::kind)
        .containsExactly("PoolClosed", "EOFException", "TooManyWaiters");
    assertThat(board.failures().get(0).count()).isEqualTo(2);
    assertThat(board.failures().get(0).example()).endsWith("PoolClosed{}, a");
  }
}
