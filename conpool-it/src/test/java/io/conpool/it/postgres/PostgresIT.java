package io.conpool.it.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.TlsConfig;
import io.conpool.it.support.Caller;
import io.conpool.it.support.Certificates;
import io.conpool.it.support.CloseReasons;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.OnEachPairOfProviders;
import io.conpool.it.support.Pools;
import io.conpool.it.support.ThreadKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A PostgreSQL client on conpool, counted by PostgreSQL. */
@OnEachKindOfThread
@OnEachPairOfProviders
class PostgresIT {

  private static final TlsConfig TRUSTING = Certificates.trusting();

  private static PostgresPeer postgres;

  private final PostgresLogin login =
      new PostgresLogin(PostgresPeer.USER, PostgresPeer.PASSWORD, PostgresPeer.DATABASE);
  private final PoolConfig config =
      PoolConfig.builder().onConnect(login).tls(TRUSTING).connectRetryCount(0).build();

  /** How the client reaches the server. */
  enum Way {
    PLAIN {
      @Override
      Endpoint endpoint() {
        return Endpoint.plaintext("127.0.0.1", postgres.port());
      }
    },
    ENCRYPTED {
      @Override
      Endpoint endpoint() {
        return Endpoint.starttls("localhost", postgres.port());
      }
    };

    abstract Endpoint endpoint();
  }

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = new PostgresPeer();
    postgres.start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @AfterEach
  void postgresHasNoSessionLeft(Pools pools) {
    pools.close();
    Eventually.check(() -> assertThat(postgres.sessions()).isZero());
  }

  @ParameterizedTest
  @EnumSource
  void queriesShareOneSession(Way way, Pools pools) throws IOException {
    ConnectionPool pool = pools.open(config);
    PostgresClient client = new PostgresClient(pool, way.endpoint());

    Set<List<List<String>>> processes = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      processes.add(client.query("SELECT pg_backend_pid()"));
    }

    assertThat(processes).hasSize(1);
    assertThat(login.count()).isEqualTo(1);
    assertThat(postgres.sessions()).isEqualTo(1).isEqualTo(pool.total().idle());
    assertThat(postgres.encryptedSessions()).isEqualTo(way == Way.ENCRYPTED ? 1 : 0);
  }

  @ParameterizedTest
  @EnumSource
  void aReusedConnectionGoesStraightToAQuery(Way way, Pools pools) throws IOException {
    ConnectionPool pool = pools.open(config);
    String sql = "SELECT 1";
    new PostgresClient(pool, way.endpoint()).query(sql);

    try (Connection connection = pool.acquire(way.endpoint())) {
      assertThat(connection.isReused()).isTrue();
      assertThat(connection.tlsSession().isPresent()).isEqualTo(way == Way.ENCRYPTED);
      int process = PostgresClient.session(connection).processId();
      connection.write(PostgresMessage.query(sql));
      assertThat(connection.bytesWritten()).isEqualTo(PostgresMessage.query(sql).remaining());
      assertThat(process).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsComeBackAsTheyAre(Way way, Pools pools) throws IOException {
    PostgresClient client = new PostgresClient(pools.open(config), way.endpoint());
    String wide = "x".repeat(100_000);

    assertThat(
            client.query(
                "SELECT i, CASE WHEN i = 2 THEN NULL ELSE repeat('x', 100000) END"
                    + " FROM generate_series(1, 3) i"))
        .containsExactly(row("1", wide), row("2", null), row("3", wide));
  }

  private static List<String> row(String... columns) {
    return Arrays.asList(columns);
  }

  @Test
  void aRefusedQueryLeavesTheSessionUsable(Pools pools) throws IOException {
    PostgresClient client = new PostgresClient(pools.open(config), Way.ENCRYPTED.endpoint());

    assertThatThrownBy(() -> client.query("SELECT no_such_column"))
        .isInstanceOfSatisfying(
            PostgresException.class, e -> assertThat(e.state()).isEqualTo("42703"));
    assertThat(client.query("SELECT 1")).containsExactly(row("1"));

    assertThat(login.count()).isEqualTo(1);
  }

  @Test
  void aTerminatedSessionIsNotReused(Pools pools) throws IOException {
    ConnectionPool pool = pools.open(config);
    PostgresClient client = new PostgresClient(pool, Way.ENCRYPTED.endpoint());
    client.query("SELECT 1");

    client.terminate();

    Eventually.check(() -> assertThat(postgres.sessions()).isZero());
    assertThat(pool.total().idle()).isZero();
    assertThat(client.query("SELECT 1")).containsExactly(row("1"));
    assertThat(login.count()).isEqualTo(2);
  }

  @Test
  void callersBeyondTheLimitShareItsSessions(Pools pools, ThreadKind threads) throws Exception {
    ConnectionPool pool = pools.open(config.toBuilder().maxConnectionsPerEndpoint(3).build());
    PostgresClient client = new PostgresClient(pool, Way.ENCRYPTED.endpoint());

    List<Caller<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String text = "caller " + i;
      callers.add(
          threads.start(
              text,
              () -> {
                for (int round = 0; round < 20; round++) {
                  assertThat(client.query("SELECT '" + text + "'")).containsExactly(row(text));
                }
                return true;
              }));
    }
    for (Caller<Boolean> caller : callers) {
      assertThat(caller.await()).isTrue();
    }

    assertThat(login.count()).isBetween(1, 3);
    assertThat(postgres.sessions()).isEqualTo(pool.total().idle());
  }

  @Test
  void anIdleSessionExpires(Pools pools) throws IOException {
    CloseReasons reasons = new CloseReasons();
    ConnectionPool pool =
        pools.open(
            config.toBuilder().maxIdleTime(Duration.ofMillis(200)).listener(reasons).build());
    PostgresClient client = new PostgresClient(pool, Way.ENCRYPTED.endpoint());
    client.query("SELECT 1");

    Eventually.check(() -> assertThat(postgres.sessions()).isZero());
    Eventually.check(() -> assertThat(reasons.all()).containsExactly(CloseReason.IDLE_TIMEOUT));
    assertThat(client.query("SELECT 1")).containsExactly(row("1"));

    assertThat(login.count()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void aRestartedServerIsUsedAgain(Way way, Pools pools) throws IOException {
    ConnectionPool pool = pools.open(config);
    PostgresClient client = new PostgresClient(pool, way.endpoint());
    List<Connection> leased = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      leased.add(pool.acquire(way.endpoint()));
    }
    for (Connection connection : leased) {
      PostgresClient.query(connection, "SELECT 1");
    }
    assertThat(postgres.sessions()).isEqualTo(4);

    postgres.stop();
    postgres.start();

    for (int i = 0; i < 10; i++) {
      assertThat(client.query("SELECT 1")).containsExactly(row("1"));
    }
    assertThat(login.count()).as("dials").isEqualTo(5);
  }

  @Test
  void aWrongPasswordIsAFailedInitialisation(Pools pools) {
    ConnectionPool pool =
        pools.open(
            config.toBuilder()
                .onConnect(new PostgresLogin(PostgresPeer.USER, "wrong", PostgresPeer.DATABASE))
                .build());

    assertThatThrownBy(() -> pool.acquire(Way.ENCRYPTED.endpoint()))
        .isInstanceOfSatisfying(
            PoolException.class,
            e -> {
              assertThat(e.error()).isInstanceOf(PoolError.InitFailed.class);
              assertThat(e).hasMessageContaining("password authentication failed");
              assertThat(e).hasCauseInstanceOf(PostgresException.class);
            });
  }

  @Test
  void anUntrustedServerIsRefusedInTheHook(Pools pools) {
    ConnectionPool pool = pools.open(config.toBuilder().tls(TlsConfig.defaults()).build());

    assertThatThrownBy(() -> pool.acquire(Way.ENCRYPTED.endpoint()))
        .isInstanceOfSatisfying(
            PoolException.class,
            e ->
                assertThat(e.error())
                    .isInstanceOfSatisfying(
                        PoolError.TlsFailed.class,
                        error ->
                            assertThat(error.reason())
                                .isEqualTo(PoolError.TlsFailure.CERTIFICATE)));
  }
}
