package io.conpool.impl.provider;

import io.conpool.spi.Availability;
import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.net.SocketAddress;

/** Transport providers that open nothing, of two classes. */
public abstract class FakeTransports implements TransportProvider {

  private final String name;
  private final int priority;
  Availability availability = Availability.available();

  FakeTransports(String name, int priority) {
    this.name = name;
    this.priority = priority;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public Availability availability() {
    return availability;
  }

  @Override
  public Transport open(SocketAddress address, SocketOptions options) {
    throw new UnsupportedOperationException();
  }

  /** One class. */
  public static class One extends FakeTransports {
    /** Makes one. */
    public One(String name, int priority) {
      super(name, priority);
    }
  }

  /** Another class. */
  public static class Other extends FakeTransports {
    /** Makes one. */
    public Other(String name, int priority) {
      super(name, priority);
    }
  }
}
