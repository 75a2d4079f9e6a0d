package io.conpool.impl.tls;

import io.conpool.PoolError.TlsFailure;
import io.conpool.TlsConfig;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One TLS handshake: blocking, without a time limit of its own.
 *
 * <p>A refusal is told apart from a transport that failed, and the peer's names are checked here
 * too, whatever the engine did.
 */
final class Handshake {

  private static final ByteBuffer NO_TARGET = ByteBuffer.allocate(0);
  private static final int SHOWN_BYTES = 64;

  private final SSLEngine engine;
  private final Inbound inbound;
  private final Outbound outbound;
  private final TlsConfig config;
  private final String serverName;

  /** Whether a record of the peer's has been through the engine. */
  private boolean answered;

  /** The alert that the engine is working on, if it was not encrypted. */
  private @Nullable Alert received;

  Handshake(
      SSLEngine engine, Inbound inbound, Outbound outbound, TlsConfig config, String serverName) {
    this.engine = engine;
    this.inbound = inbound;
    this.outbound = outbound;
    this.config = config;
    this.serverName = serverName;
  }

  /**
   * Shakes hands.
   *
   * @throws TlsHandshakeException if either side refuses
   * @throws IOException if the transport fails
   */
  void run() throws IOException {
    try {
      exchange();
      inbound.handshakeDone();
      outbound.askForSize();
    } catch (SSLException | RuntimeException e) {
      // A trust manager may throw anything.
      throw refusal(e);
    }
    if (!config.isInsecure()) {
      checkNames();
    }
  }

  private void exchange() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> {
          if (outbound.wrapHandshake() == Status.CLOSED) {
            throw new SSLException("the handshake was closed");
          }
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          outbound.flush();
          unwrap();
        }
        case NEED_TASK -> {
          for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          outbound.flush();
          return;
        }
      }
    }
  }

  private void unwrap() throws IOException {
    inspect(inbound.records());
    SSLEngineResult result = inbound.unwrap(NO_TARGET);
    received = null;
    if (result.getStatus() == Status.CLOSED) {
      throw ended();
    }
    if (result.bytesConsumed() > 0) {
      answered = true;
    } else if (result.getStatus() == Status.BUFFER_UNDERFLOW
        || result.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
      if (inbound.receive(0) < 0) {
        throw ended();
      }
    }
  }

  /** An end before any verdict, as of a server that is going down. */
  private static EOFException ended() {
    return new EOFException("the peer has closed the connection during the TLS handshake");
  }

  /** Looks at what engines do not tell: whether it is TLS at all, and alerts. */
  private void inspect(ByteBuffer records) throws IOException {
    if (!answered && !TlsRecord.mayBegin(records)) {
      byte[] first = new byte[Math.min(SHOWN_BYTES, records.remaining())];
      records.get(records.position(), first);
      String text = new String(first, StandardCharsets.US_ASCII);
      throw new TlsHandshakeException(
          TlsFailure.NOT_TLS, "the peer does not speak TLS but \"" + text.strip() + "\"", null);
    }
    received = Alert.peek(records);
    if (received != null && received.isCloseNotify()) {
      throw ended();
    }
  }

  private TlsHandshakeException refusal(Exception failure) {
    if (received != null) {
      return new TlsHandshakeException(
          received.fromPeer(!answered), "the peer refused: " + received, failure);
    }
    Alert sent;
    try {
      sent = Alert.peek(outbound.wrapEnd());
    } catch (SSLException e) {
      failure.addSuppressed(e);
      sent = null;
    }
    return Refusal.of(failure, sent, config);
  }

  private void checkNames() throws TlsHandshakeException {
    SSLSession session = engine.getSession();
    PeerNames names;
    try {
      Certificate certificate = session.getPeerCertificates()[0];
      if (!(certificate instanceof X509Certificate x509)) {
        throw new SSLPeerUnverifiedException("a certificate of type " + certificate.getType());
      }
      names = PeerNames.of(x509);
    } catch (SSLPeerUnverifiedException e) {
      session.invalidate();
      throw new TlsHandshakeException(TlsFailure.CERTIFICATE, String.valueOf(e.getMessage()), e);
    }
    if (!names.include(serverName)) {
      session.invalidate();
      throw new TlsHandshakeException(
          TlsFailure.HOST_NAME,
          "the certificate is not for " + serverName + " but for " + names,
          null);
    }
  }
}
