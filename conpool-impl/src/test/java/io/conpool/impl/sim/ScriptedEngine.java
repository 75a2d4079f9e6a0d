package io.conpool.impl.sim;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The client's end of {@link ScriptedTls}. */
final class ScriptedEngine extends SSLEngine {

  private static final int BUFFER_SIZE = 1024;

  private final SSLSession session =
      (SSLSession)
          Proxy.newProxyInstance(
              SSLSession.class.getClassLoader(),
              new Class<?>[] {SSLSession.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "getPacketBufferSize", "getApplicationBufferSize" -> BUFFER_SIZE;
                    case "getProtocol" -> "TLSv1.2";
                    default -> throw new UnsupportedOperationException(method.getName());
                  });

  private HandshakeStatus handshake = HandshakeStatus.NOT_HANDSHAKING;
  private boolean outboundDone;

  @Override
  public void beginHandshake() {
    handshake = HandshakeStatus.NEED_WRAP;
  }

  @Override
  public HandshakeStatus getHandshakeStatus() {
    return handshake;
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) {
    if (outboundDone) {
      return result(Status.CLOSED, 0, 0);
    }
    int room = target.remaining();
    if (handshake == HandshakeStatus.NEED_WRAP) {
      target.put(ScriptedTls.record(0));
      handshake = HandshakeStatus.NEED_UNWRAP;
      return result(Status.OK, 0, room - target.remaining());
    }
    for (int i = offset; i < offset + length; i++) {
      move(sources[i], target);
    }
    int moved = room - target.remaining();
    return result(Status.OK, moved, moved);
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length)
      throws SSLException {
    if (handshake == HandshakeStatus.NEED_UNWRAP) {
      return judge(source);
    }
    int before = source.remaining();
    for (int i = offset; i < offset + length; i++) {
      move(source, targets[i]);
    }
    int moved = before - source.remaining();
    return result(moved == 0 ? Status.BUFFER_UNDERFLOW : Status.OK, moved, moved);
  }

  private SSLEngineResult judge(ByteBuffer source) throws SSLException {
    if (source.remaining() < ScriptedTls.RECORD) {
      return result(Status.BUFFER_UNDERFLOW, 0, 0);
    }
    source.position(source.position() + ScriptedTls.RECORD);
    switch (ScriptedTls.Verdict.of(source.get(source.position() - 1))) {
      case ACCEPTED -> handshake = HandshakeStatus.NOT_HANDSHAKING;
      case REFUSED -> throw new SSLHandshakeException("refused");
      case BAD_CERTIFICATE ->
          throw new SSLException("bad certificate", new CertificateExpiredException());
    }
    return result(Status.OK, ScriptedTls.RECORD, 0);
  }

  private static void move(ByteBuffer source, ByteBuffer target) {
    int count = Math.min(source.remaining(), target.remaining());
    target.put(source.slice(source.position(), count));
    source.position(source.position() + count);
  }

  private SSLEngineResult result(Status status, int consumed, int produced) {
    return new SSLEngineResult(status, handshake, consumed, produced);
  }

  @Override
  public SSLSession getSession() {
    return session;
  }

  @Override
  public @Nullable Runnable getDelegatedTask() {
    return null;
  }

  @Override
  public @Nullable String getApplicationProtocol() {
    return null;
  }

  @Override
  public void closeInbound() {}

  @Override
  public boolean isInboundDone() {
    return false;
  }

  @Override
  public void closeOutbound() {
    outboundDone = true;
  }

  @Override
  public boolean isOutboundDone() {
    return outboundDone;
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return new String[0];
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return new String[0];
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {}

  @Override
  public String[] getSupportedProtocols() {
    return new String[0];
  }

  @Override
  public String[] getEnabledProtocols() {
    return new String[0];
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {}

  @Override
  public void setUseClientMode(boolean mode) {}

  @Override
  public boolean getUseClientMode() {
    return true;
  }

  @Override
  public void setNeedClientAuth(boolean need) {}

  @Override
  public boolean getNeedClientAuth() {
    return false;
  }

  @Override
  public void setWantClientAuth(boolean want) {}

  @Override
  public boolean getWantClientAuth() {
    return false;
  }

  @Override
  public void setEnableSessionCreation(boolean flag) {}

  @Override
  public boolean getEnableSessionCreation() {
    return true;
  }
}
