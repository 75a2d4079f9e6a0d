package io.conpool.impl.tls;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * The JDK's engine with the manners of another: takes a record whole and hands it out in pieces,
 * which it calls an overflow, and names sizes that are too small.
 */
final class OddEngine extends SSLEngine {

  private final SSLEngine engine;
  private final int namedSize;

  /** Decrypted, and not handed out yet. */
  private ByteBuffer rest = ByteBuffer.allocate(0);

  private volatile boolean swallowing;

  OddEngine(SSLEngine engine, int namedSize) {
    this.engine = engine;
    this.namedSize = namedSize;
  }

  /** From now on no record holds any plaintext, as if all were tickets. */
  void swallow() {
    swallowing = true;
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length)
      throws SSLException {
    SSLEngineResult result = null;
    if (!rest.hasRemaining()) {
      ByteBuffer record = ByteBuffer.allocate(32 * 1024);
      result = engine.unwrap(source, record);
      rest = record.flip();
      if (swallowing) {
        rest.position(rest.limit());
        return new SSLEngineResult(
            result.getStatus(), result.getHandshakeStatus(), result.bytesConsumed(), 0);
      }
      if (!rest.hasRemaining()) {
        return result;
      }
    }
    ByteBuffer target = targets[offset];
    int produced = Math.min(rest.remaining(), target.remaining());
    target.put(rest.slice(rest.position(), produced));
    rest.position(rest.position() + produced);
    return new SSLEngineResult(
        rest.hasRemaining() ? Status.BUFFER_OVERFLOW : Status.OK,
        HandshakeStatus.NOT_HANDSHAKING,
        result == null ? 0 : result.bytesConsumed(),
        produced);
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target)
      throws SSLException {
    return engine.wrap(sources, offset, length, target);
  }

  @Override
  public SSLSession getSession() {
    return (SSLSession)
        Proxy.newProxyInstance(
            SSLSession.class.getClassLoader(),
            new Class<?>[] {SSLSession.class},
            (proxy, method, arguments) -> {
              if (method.getName().endsWith("BufferSize")) {
                return namedSize;
              }
              try {
                return method.invoke(engine.getSession(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public Runnable getDelegatedTask() {
    return engine.getDelegatedTask();
  }

  @Override
  public void closeInbound() throws SSLException {
    engine.closeInbound();
  }

  @Override
  public boolean isInboundDone() {
    return engine.isInboundDone();
  }

  @Override
  public void closeOutbound() {
    engine.closeOutbound();
  }

  @Override
  public boolean isOutboundDone() {
    return engine.isOutboundDone();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return engine.getSupportedCipherSuites();
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return engine.getEnabledCipherSuites();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    engine.setEnabledCipherSuites(suites);
  }

  @Override
  public String[] getSupportedProtocols() {
    return engine.getSupportedProtocols();
  }

  @Override
  public String[] getEnabledProtocols() {
    return engine.getEnabledProtocols();
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {
    engine.setEnabledProtocols(protocols);
  }

  @Override
  public void beginHandshake() throws SSLException {
    engine.beginHandshake();
  }

  @Override
  public HandshakeStatus getHandshakeStatus() {
    return engine.getHandshakeStatus();
  }

  @Override
  public void setUseClientMode(boolean mode) {
    engine.setUseClientMode(mode);
  }

  @Override
  public boolean getUseClientMode() {
    return engine.getUseClientMode();
  }

  @Override
  public void setNeedClientAuth(boolean need) {
    engine.setNeedClientAuth(need);
  }

  @Override
  public boolean getNeedClientAuth() {
    return engine.getNeedClientAuth();
  }

  @Override
  public void setWantClientAuth(boolean want) {
    engine.setWantClientAuth(want);
  }

  @Override
  public boolean getWantClientAuth() {
    return engine.getWantClientAuth();
  }

  @Override
  public void setEnableSessionCreation(boolean flag) {
    engine.setEnableSessionCreation(flag);
  }

  @Override
  public boolean getEnableSessionCreation() {
    return engine.getEnableSessionCreation();
  }

  @Override
  public SSLParameters getSSLParameters() {
    return engine.getSSLParameters();
  }

  @Override
  public String getApplicationProtocol() {
    return engine.getApplicationProtocol();
  }
}
