package io.conpool.impl.race;

import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in which order addresses are tried. */
@FunctionalInterface
public interface AddressOrder {

  /**
   * Puts those that have not been tried yet into order.
   *
   * @param last the address that was tried last, so that the families take turns; null at first
   * @param untried each once
   * @return the same, in order
   */
  List<SocketAddress> arrange(@Nullable SocketAddress last, List<SocketAddress> untried);
}
