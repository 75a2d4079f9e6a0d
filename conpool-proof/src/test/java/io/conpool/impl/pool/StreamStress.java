package io.conpool.impl.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.conpool.Endpoint;
import io.conpool.impl.time.Platform;
import io.conpool.impl.transport.GuardedStream;
import io.conpool.impl.transport.Wire;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The word that says who is inside a stream, and whether it has ended. */
public final class StreamStress {

  private StreamStress() {}

  /** A stream over nothing. */
  private static final class Held extends GuardedStream {

    static Held withBothInside() {
      Held held = new Held();
      held.reads();
      held.writes();
      return held;
    }

    boolean endsIt() {
      return (end() & ENDED) == 0;
    }

    /** Ends it; whether a reader was inside at the end, or had been and left word of it. */
    boolean endsOnReader() {
      return (end() & (READING | FAILED)) != 0;
    }

    boolean reads() {
      return enters(READING);
    }

    boolean writes() {
      return enters(WRITING);
    }

    private boolean enters(int bit) {
      try {
        enter(bit);
        return true;
      } catch (IOException | IllegalStateException e) {
        return false;
      }
    }

    void readFails() {
      leave(READING, FAILED, 0);
    }

    void writeShutsOutput() {
      leave(WRITING, OUTPUT_SHUT, 0);
    }

    boolean isAnyoneInside() {
      return (state() & (READING | WRITING)) != 0;
    }

    boolean hasFailed() {
      return (state() & FAILED) != 0;
    }

    boolean isOutputShut() {
      return (state() & OUTPUT_SHUT) != 0;
    }

    boolean hasEnded() {
      return (state() & ENDED) != 0;
    }

    @Override
    protected Wire wire() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected Platform platform() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected long readTimeoutNanos() {
      return 0;
    }

    @Override
    protected long writeTimeoutNanos() {
      return 0;
    }

    @Override
    protected String kind() {
      return "lease";
    }

    @Override
    public Endpoint endpoint() {
      return RacedPool.HERE;
    }

    @Override
    public SocketAddress remoteAddress() {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Object attachment() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void attach(@Nullable Object attachment) {
      throw new UnsupportedOperationException();
    }
  }

  /** A stream is ended by two, by release or close. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "ended once")
  @Outcome(expect = FORBIDDEN, desc = "ended twice or never")
  @State
  public static class EndAndEnd {
    private final Held stream = new Held();

    @Actor
    public void first(ZZ_Result r) {
      r.r1 = stream.endsIt();
    }

    @Actor
    public void second(ZZ_Result r) {
      r.r2 = stream.endsIt();
    }
  }

  /** A reader comes as the stream ends. */
  @JCStressTest
  @Outcome(
      id = {"true, true", "false, false"},
      expect = ACCEPTABLE,
      desc = "inside and seen, or refused")
  @Outcome(expect = FORBIDDEN, desc = "inside the next holder's stream")
  @State
  public static class EnterAndEnd {
    private final Held stream = new Held();

    @Actor
    public void reader(ZZ_Result r) {
      r.r1 = stream.reads();
    }

    @Actor
    public void holder(ZZ_Result r) {
      r.r2 = stream.endsOnReader();
    }
  }

  /** Two readers come. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "one is inside")
  @Outcome(expect = FORBIDDEN, desc = "both or nobody")
  @State
  public static class ReadAndRead {
    private final Held stream = new Held();

    @Actor
    public void first(ZZ_Result r) {
      r.r1 = stream.reads();
    }

    @Actor
    public void second(ZZ_Result r) {
      r.r2 = stream.reads();
    }
  }

  /** A reader and a writer come. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both are inside")
  @Outcome(expect = FORBIDDEN, desc = "one was kept out")
  @State
  public static class ReadAndWrite {
    private final Held stream = new Held();

    @Actor
    public void reader(ZZ_Result r) {
      r.r1 = stream.reads();
    }

    @Actor
    public void writer(ZZ_Result r) {
      r.r2 = stream.writes();
    }
  }

  /** A read fails as the stream ends. */
  @JCStressTest
  @Outcome(id = "true, true, true, true", expect = ACCEPTABLE, desc = "seen, nothing forgotten")
  @Outcome(expect = FORBIDDEN, desc = "a stream that failed is reused, or something is forgotten")
  @State
  public static class FailAndEnd {
    private final Held stream = Held.withBothInside();

    @Actor
    public void reader() {
      stream.readFails();
    }

    @Actor
    public void holder(ZZZZ_Result r) {
      r.r1 = stream.endsOnReader();
    }

    @Arbiter
    public void rest(ZZZZ_Result r) {
      r.r2 = stream.isAnyoneInside();
      r.r3 = stream.hasFailed();
      r.r4 = stream.hasEnded();
    }
  }

  /** A reader and a writer leave. */
  @JCStressTest
  @Outcome(id = "false, true, true, false", expect = ACCEPTABLE, desc = "both left word")
  @Outcome(expect = FORBIDDEN, desc = "what one said is lost")
  @State
  public static class LeaveAndLeave {
    private final Held stream = Held.withBothInside();

    @Actor
    public void reader() {
      stream.readFails();
    }

    @Actor
    public void writer() {
      stream.writeShutsOutput();
    }

    @Arbiter
    public void rest(ZZZZ_Result r) {
      r.r1 = stream.isAnyoneInside();
      r.r2 = stream.hasFailed();
      r.r3 = stream.isOutputShut();
      r.r4 = stream.hasEnded();
    }
  }
}
