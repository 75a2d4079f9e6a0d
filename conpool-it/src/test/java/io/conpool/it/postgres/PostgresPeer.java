package io.conpool.it.postgres;

import io.conpool.it.support.Certificates;
import io.conpool.it.support.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A real PostgreSQL with TLS, and what it says of its clients.
 *
 * <p>The user of the tests has to authenticate by SCRAM; it is observed by the superuser over JDBC,
 * who is trusted.
 */
final class PostgresPeer implements AutoCloseable {

  static final String USER = "app";
  static final String PASSWORD = "correct horse";
  static final String DATABASE = "postgres";

  private static final String ACCESS =
      """
      local   all  all                     trust
      host    all  postgres  127.0.0.1/32  trust
      host    all  postgres  ::1/128       trust
      host    all  app       127.0.0.1/32  scram-sha-256
      host    all  app       ::1/128       scram-sha-256
      """;

  private final int port = Ports.free();
  private final Path folder;
  private EmbeddedPostgres server;

  PostgresPeer() throws IOException {
    folder = Files.createTempDirectory("postgres");
  }

  /** Starts the server, with its data and on its port of before. */
  void start() throws IOException {
    boolean first = !Files.exists(data());
    server =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setDataDirectory(data())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setDataDirectoryCustomizer(PostgresPeer::configure)
            .setServerConfig("ssl", "on")
            .setOutputRedirector(Redirect.appendTo(folder.resolve("out.log").toFile()))
            .setErrorRedirector(Redirect.appendTo(folder.resolve("err.log").toFile()))
            .start();
    if (first) {
      tell("CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private static void configure(File data) {
    try {
      Path key = data.toPath().resolve("server.key");
      Files.writeString(key, Certificates.serverKeyPem());
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(data.toPath().resolve("server.crt"), Certificates.serverChainPem());
      Files.writeString(data.toPath().resolve("pg_hba.conf"), ACCESS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() throws IOException {
    server.close();
  }

  int port() {
    return port;
  }

  /** How many sessions the user of the tests has. */
  long sessions() {
    return ask("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + USER + "'");
  }

  /** How many of them are encrypted. */
  long encryptedSessions() {
    return ask(
        "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl AND usename = '"
            + USER
            + "'");
  }

  private long ask(String sql) {
    try (var connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void tell(String sql) {
    try (var connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
