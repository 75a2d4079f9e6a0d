package io.conpool.tls.conscrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.conscrypt.AllocatedBuffer;
import org.junit.jupiter.api.Test;

class DirectBuffersTest {

  private final DirectBuffers buffers = new DirectBuffers();

  @Test
  void aBufferIsDirectEmptyAndLargeEnough() {
    ByteBuffer buffer = buffers.allocateDirectBuffer(100).nioBuffer();
    assertThat(buffer.isDirect()).isTrue();
    assertThat(buffer.position()).isZero();
    assertThat(buffer.remaining()).isEqualTo(DirectBuffers.CAPACITY).isGreaterThan(16_384);
  }

  @Test
  void whatWasGivenBackIsLentAgainAndEmpty() {
    AllocatedBuffer first = buffers.allocateDirectBuffer(100);
    ByteBuffer memory = first.nioBuffer();
    memory.position(7).limit(9);
    first.release();
    ByteBuffer again = buffers.allocateDirectBuffer(100).nioBuffer();
    assertThat(again).isSameAs(memory);
    assertThat(again.position()).isZero();
    assertThat(again.limit()).isEqualTo(again.capacity());
  }

  @Test
  void nobodySharesABuffer() {
    AllocatedBuffer twice = buffers.allocateDirectBuffer(100);
    twice.release();
    twice.release();
    Set<ByteBuffer> lent = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 3; i++) {
      assertThat(lent.add(buffers.allocateDirectBuffer(100).nioBuffer())).isTrue();
    }
  }

  @Test
  void onlySoManyAreKept() {
    List<AllocatedBuffer> many = new ArrayList<>();
    Set<ByteBuffer> known = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < DirectBuffers.PLACES + 5; i++) {
      AllocatedBuffer loan = buffers.allocateDirectBuffer(100);
      many.add(loan);
      known.add(loan.nioBuffer());
    }
    many.forEach(AllocatedBuffer::release);
    int kept = 0;
    for (int i = 0; i < DirectBuffers.PLACES + 5; i++) {
      if (known.contains(buffers.allocateDirectBuffer(100).nioBuffer())) {
        kept++;
      }
    }
    assertThat(kept).isEqualTo(DirectBuffers.PLACES);
  }

  @Test
  void aLargerBufferIsMadeForTheOccasion() {
    AllocatedBuffer large = buffers.allocateDirectBuffer(DirectBuffers.CAPACITY + 1);
    assertThat(large.nioBuffer().isDirect()).isTrue();
    assertThat(large.nioBuffer().remaining()).isEqualTo(DirectBuffers.CAPACITY + 1);
    large.release();
    assertThat(buffers.allocateDirectBuffer(100).nioBuffer().capacity())
        .isEqualTo(DirectBuffers.CAPACITY);
  }
}
