package io.conpool.dns.dnsjava;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.Address;

/** Settings as they are written in properties. */
final class SettingsText {

  static final String PREFIX = "io.conpool.dns.dnsjava.";

  private static final String SERVERS = PREFIX + "servers";
  private static final String SEARCH = PREFIX + "search";
  private static final String NDOTS = PREFIX + "ndots";
  private static final String HOSTS_FILE = PREFIX + "hosts-file";

  static final List<String> KEYS = List.of(SERVERS, SEARCH, NDOTS, HOSTS_FILE);

  private static final String NONE = "none";
  private static final int DEFAULT_PORT = 53;

  private SettingsText() {}

  /** Sets what a property tells. */
  static void set(DnsjavaSettings.Builder builder, String key, String value) {
    String text = value.strip();
    switch (key) {
      case SERVERS -> setServers(builder, parts(text).toList());
      case SEARCH ->
          builder.searchDomains(
              text.equals(NONE) ? new String[0] : parts(text).toArray(String[]::new));
      case NDOTS -> builder.ndots(number(text));
      case HOSTS_FILE -> setHostsFile(builder, text);
      default ->
          throw DnsjavaSettings.invalid(
              key + " is unknown, known are " + String.join(", ", KEYS), null);
    }
  }

  private static Stream<String> parts(String text) {
    return Stream.of(text.split(",", -1)).map(String::strip);
  }

  private static void setServers(DnsjavaSettings.Builder builder, List<String> texts) {
    List<InetSocketAddress> plain = new ArrayList<>();
    for (String text : texts) {
      if (text.startsWith(TlsServer.SCHEME)) {
        setServerOverTls(builder, text.substring(TlsServer.SCHEME.length()));
      } else {
        plain.add(server(text, DEFAULT_PORT));
      }
    }
    if (!plain.isEmpty()) {
      builder.servers(plain);
    }
  }

  private static void setServerOverTls(DnsjavaSettings.Builder builder, String text) {
    int hash = text.indexOf('#');
    if (hash < 0) {
      builder.serverOverTls(server(text, TlsServer.PORT));
    } else {
      builder.serverOverTls(
          server(text.substring(0, hash), TlsServer.PORT), text.substring(hash + 1));
    }
  }

  /** Reads an address in brackets or without, and what follows it. */
  private static InetSocketAddress server(String text, int defaultPort) {
    int colon = text.lastIndexOf(':');
    boolean bareIpv6 = !text.startsWith("[") && text.indexOf(':') < colon;
    boolean hasPort = !bareIpv6 && colon > text.indexOf(']');
    String host = hasPort ? text.substring(0, colon) : text;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : defaultPort;
      return new InetSocketAddress(Address.getByAddress(host), port);
    } catch (UnknownHostException | IllegalArgumentException e) {
      throw DnsjavaSettings.invalid(
          SERVERS
              + " must be addresses with or without a port, as in 192.0.2.53, [2001:db8::53]:5353,"
              + " had "
              + text,
          e);
    }
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw DnsjavaSettings.invalid(NDOTS + " must be a number, was " + text, e);
    }
  }

  private static void setHostsFile(DnsjavaSettings.Builder builder, String text) {
    if (text.equals(NONE)) {
      builder.withoutHostsFile();
      return;
    }
    try {
      builder.hostsFile(Path.of(text));
    } catch (InvalidPathException e) {
      throw DnsjavaSettings.invalid(HOSTS_FILE + " must be a path or none, was " + text, e);
    }
  }
}
