package io.conpool.impl.dial;

import io.conpool.ConnectionSetup;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.TlsConfig;
import io.conpool.impl.time.Platform;
import io.conpool.impl.tls.TlsHandshakeException;
import io.conpool.impl.transport.CauseText;
import io.conpool.impl.transport.GuardedStream;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A new connection in the hands of its connect hook. */
final class SetupStream extends GuardedStream implements ConnectionSetup {

  private final Platform platform;
  private final Endpoint endpoint;
  private final SocketAddress address;
  private final Transport transport;
  private final Handshaker handshaker;
  private volatile Wire wire;
  private volatile @Nullable Object attachment;

  SetupStream(
      Platform platform,
      Endpoint endpoint,
      SocketAddress address,
      Transport transport,
      Handshaker handshaker,
      Wire wire) {
    this.platform = platform;
    this.endpoint = endpoint;
    this.address = address;
    this.transport = transport;
    this.handshaker = handshaker;
    this.wire = wire;
  }

  @Override
  public void startTls() throws IOException {
    TlsConfig config = endpoint.tls();
    if (endpoint.security() != Endpoint.Security.STARTTLS || config == null) {
      throw new IllegalStateException(
          "startTls() is for starttls endpoints; this one is " + endpoint);
    }
    upgrade(config);
  }

  @Override
  public void startTls(TlsConfig config) throws IOException {
    Objects.requireNonNull(config, "config");
    if (endpoint.security() != Endpoint.Security.PLAINTEXT) {
      throw new IllegalStateException(
          "startTls(TlsConfig) is for plaintext endpoints; this one is " + endpoint);
    }
    upgrade(config);
  }

  private void upgrade(TlsConfig config) throws IOException {
    requireHeld();
    enter(READING);
    try {
      enter(WRITING);
      int set = FAILED;
      try {
        wire = secured(config);
        set = 0;
      } finally {
        leave(WRITING, set, 0);
      }
    } finally {
      leave(READING, 0, 0);
    }
  }

  private Wire secured(TlsConfig config) throws IOException {
    if (wire.session() != null) {
      throw new IllegalStateException(
          "the connection to " + endpoint.authority() + " has TLS already");
    }
    // Bytes sent ahead of the handshake are not protected by it: an attacker in the middle may have
    // put them there
    // (CVE-2011-0411, CVE-2021-23222).
    if (wire.probe() == Wire.Verdict.DATA_PENDING) {
      throw new PoolException(
          new PoolError.TlsFailed(
              endpoint,
              PoolError.TlsFailure.HANDSHAKE,
              "the peer sent bytes ahead of the handshake"),
          List.of("preparing the connection", "connecting to " + endpoint.authority()),
          null);
    }
    try {
      return handshaker.secure(transport, config);
    } catch (TlsHandshakeException e) {
      throw handshaker.refused(address, e).toException(1);
    } catch (DialFailure e) {
      throw e.toException(1);
    }
  }

  @Override
  protected Wire wire() {
    return wire;
  }

  @Override
  protected Platform platform() {
    return platform;
  }

  @Override
  protected long readTimeoutNanos() {
    return 0; // the whole hook is bounded instead
  }

  @Override
  protected long writeTimeoutNanos() {
    return 0;
  }

  @Override
  protected String kind() {
    return "setup";
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public SocketAddress remoteAddress() {
    return address;
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(@Nullable Object attachment) {
    requireHeld();
    this.attachment = attachment;
  }

  /** Takes the stream out of the hook's hands. Returns what is wrong with it, or null. */
  @Nullable String finish() {
    int state = end();
    if ((state & (READING | WRITING)) != 0) {
      return "the connect hook returned with a read or write still inside";
    } else if ((state & (FAILED | READ_TIMED_OUT | INPUT_ENDED)) != 0) {
      return "the connect hook returned normally after its stream had failed";
    } else if (endpoint.security() == Endpoint.Security.STARTTLS && wire.session() == null) {
      return "the connect hook of a starttls endpoint returned without a completed startTls()";
    }
    return null;
  }

  /** The wire as the hook left it. */
  Wire finished() {
    return wire;
  }

  /** Why a hook that threw this has failed, in the pool's terms. */
  DialFailure failure(Throwable thrown, List<String> context) {
    if (thrown instanceof PoolException pool) {
      return new DialFailure(pool.error(), context(pool, context), false, pool.getCause());
    }
    return new DialFailure(
        new PoolError.InitFailed(endpoint, CauseText.of(thrown)), context, false, thrown);
  }

  private static List<String> context(PoolException thrown, List<String> outer) {
    return thrown.context().isEmpty() ? outer : thrown.context();
  }
}
