package io.conpool.cmd;

import io.conpool.PoolConfig;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Those of a pool's options that are about names, addresses, proxies and sockets. */
final class NetworkOptions {

  @Option(
      names = "--attempt-delay",
      paramLabel = "TIME",
      description = "How long an address is tried before the next one is too (250ms).")
  @Nullable String attemptDelay;

  @Option(
      names = "--address-strategy",
      paramLabel = "HOW",
      description = "A name's addresses: spread over them, or ordered (spread).")
  @Nullable String addressStrategy;

  @Option(
      names = "--min-dns-ttl",
      paramLabel = "TIME",
      description = "How long a name's addresses are kept at least (1s).")
  @Nullable String minDnsTtl;

  @Option(
      names = "--max-dns-ttl",
      paramLabel = "TIME",
      description = "How long a name's addresses are kept at most (1h).")
  @Nullable String maxDnsTtl;

  @Option(
      names = "--negative-dns-ttl",
      paramLabel = "TIME",
      description = "How long it is kept at most that a name has no address (1s).")
  @Nullable String negativeDnsTtl;

  @Option(
      names = "--max-dns-stale",
      paramLabel = "TIME",
      description = "How long old addresses do while the resolver fails (0s).")
  @Nullable String maxDnsStale;

  @Option(
      names = "--tcp-no-delay",
      paramLabel = "BOOLEAN",
      description = "Whether small writes go out at once (true).")
  @Nullable String tcpNoDelay;

  @Option(
      names = "--tcp-keep-alive",
      paramLabel = "BOOLEAN",
      description = "Whether the system probes silent peers (false).")
  @Nullable String tcpKeepAlive;

  @Option(
      names = "--tcp-keep-alive-idle",
      paramLabel = "TIME",
      description = "Silence before the first probe; 0: the system's (0s).")
  @Nullable String tcpKeepAliveIdle;

  @Option(
      names = "--tcp-keep-alive-interval",
      paramLabel = "TIME",
      description = "Time between probes; 0: the system's (0s).")
  @Nullable String tcpKeepAliveInterval;

  @Option(
      names = "--tcp-keep-alive-count",
      paramLabel = "N",
      description = "Probes before the peer is given up; 0: the system's (0).")
  @Nullable String tcpKeepAliveCount;

  @Option(
      names = "--receive-buffer-size",
      paramLabel = "BYTES",
      description = "A socket's receive buffer; 0: the system's (0).")
  @Nullable String receiveBufferSize;

  @Option(
      names = "--send-buffer-size",
      paramLabel = "BYTES",
      description = "A socket's send buffer; 0: the system's (0).")
  @Nullable String sendBufferSize;

  @Option(
      names = "--proxy",
      paramLabel = "PROXY",
      defaultValue = "${env:CONPOOL_PROXY}",
      showDefaultValue = Visibility.NEVER, // it may hold a password
      description = {
        "socks5://HOST:PORT or http://HOST:PORT to connect through, with user:password@ before"
            + " HOST where the proxy wants it (none).",
        "The variable CONPOOL_PROXY stands in for it: ps shows others what stands here."
      })
  @Nullable String proxy;

  @Option(
      names = "--source-address",
      paramLabel = "ADDRESS",
      description = "Which address to connect from (the system's choice).")
  @Nullable String sourceAddress;

  @Option(
      names = "--proxy-protocol",
      paramLabel = "BOOLEAN",
      description = "Whether to begin with a PROXY protocol header (false).")
  @Nullable String proxyProtocol;

  /** Takes each option. */
  @FunctionalInterface
  interface Taker {

    /**
     * Takes one.
     *
     * @param option its name, without hyphens before it
     * @param value what was given, or null
     * @param copy hands it on from a configuration in which it is set
     */
    void take(String option, @Nullable String value, Consumer<PoolConfig> copy);
  }

  /** Hands all options on that copy to this builder. */
  void give(Taker to, PoolConfig.Builder builder) {
    to.take("attempt-delay", attemptDelay, c -> builder.attemptDelay(c.attemptDelay()));
    to.take("address-strategy", addressStrategy, c -> builder.addressStrategy(c.addressStrategy()));
    to.take("min-dns-ttl", minDnsTtl, c -> builder.minDnsTtl(c.minDnsTtl()));
    to.take("max-dns-ttl", maxDnsTtl, c -> builder.maxDnsTtl(c.maxDnsTtl()));
    to.take("negative-dns-ttl", negativeDnsTtl, c -> builder.negativeDnsTtl(c.negativeDnsTtl()));
    to.take("max-dns-stale", maxDnsStale, c -> builder.maxDnsStale(c.maxDnsStale()));
    to.take("tcp-no-delay", tcpNoDelay, c -> builder.tcpNoDelay(c.tcpNoDelay()));
    to.take("tcp-keep-alive", tcpKeepAlive, c -> builder.tcpKeepAlive(c.tcpKeepAlive()));
    to.take(
        "tcp-keep-alive-idle",
        tcpKeepAliveIdle,
        c -> builder.tcpKeepAliveIdle(c.tcpKeepAliveIdle()));
    to.take(
        "tcp-keep-alive-interval",
        tcpKeepAliveInterval,
        c -> builder.tcpKeepAliveInterval(c.tcpKeepAliveInterval()));
    to.take(
        "tcp-keep-alive-count",
        tcpKeepAliveCount,
        c -> builder.tcpKeepAliveCount(c.tcpKeepAliveCount()));
    to.take(
        "receive-buffer-size",
        receiveBufferSize,
        c -> builder.receiveBufferSize(c.receiveBufferSize()));
    to.take("send-buffer-size", sendBufferSize, c -> builder.sendBufferSize(c.sendBufferSize()));
    to.take("proxy", proxy, c -> builder.proxy(c.proxy()));
    to.take("source-address", sourceAddress, c -> builder.sourceAddress(c.sourceAddress()));
    to.take("proxy-protocol", proxyProtocol, c -> builder.proxyProtocol(c.proxyProtocol()));
  }
}
