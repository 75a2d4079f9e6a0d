package io.conpool.it.postgres;

import io.conpool.ConnectHook;
import io.conpool.ConnectionSetup;
import io.conpool.Endpoint;
import io.conpool.it.support.WireReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes a new connection a session: TLS where the endpoint wants it, start-up, authentication.
 *
 * <p>Whoever leases the connection goes straight to a query.
 */
final class PostgresLogin implements ConnectHook {

  private static final int AUTHENTICATION_OK = 0;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;
  private static final int SASL_FINAL = 12;

  private final AtomicInteger count = new AtomicInteger();
  private final String user;
  private final String password;
  private final String database;

  PostgresLogin(String user, String password, String database) {
    this.user = user;
    this.password = password;
    this.database = database;
  }

  /** How many connections were made sessions of, successfully or not. */
  int count() {
    return count.get();
  }

  @Override
  public void onConnect(ConnectionSetup setup) throws IOException {
    count.incrementAndGet();
    if (setup.endpoint().security() == Endpoint.Security.STARTTLS) {
      startTls(setup);
    }
    ByteBuffer buffer = WireReader.emptyBuffer();
    WireReader reader = new WireReader(setup.endpoint().authority(), setup::read, buffer);
    setup.write(PostgresMessage.startup(user, database));
    authenticate(setup, reader);
    setup.attach(new PostgresSession(buffer, processId(reader)));
  }

  /** Reads exactly one byte: anything that came after it would be unprotected. */
  private static void startTls(ConnectionSetup setup) throws IOException {
    setup.write(PostgresMessage.sslRequest());
    ByteBuffer answer = ByteBuffer.allocate(1);
    if (setup.read(answer) < 0) {
      throw new EOFException(setup.endpoint().authority() + " did not answer the SSLRequest");
    }
    if (answer.get(0) != 'S') {
      throw new IOException("PostgreSQL refuses TLS");
    }
    setup.startTls();
  }

  private void authenticate(ConnectionSetup setup, WireReader reader) throws IOException {
    ScramSha256 scram = new ScramSha256(password);
    while (true) {
      PostgresMessage message = expect('R', reader);
      int step = message.body().getInt();
      String data = message.text();
      switch (step) {
        case AUTHENTICATION_OK -> {
          return;
        }
        case SASL ->
            setup.write(PostgresMessage.saslInitialResponse("SCRAM-SHA-256", scram.first("")));
        case SASL_CONTINUE -> setup.write(PostgresMessage.saslResponse(scram.answer("", data)));
        case SASL_FINAL -> scram.verify(data);
        default -> throw new IOException("PostgreSQL wants authentication of kind " + step);
      }
    }
  }

  private static int processId(WireReader reader) throws IOException {
    int processId = expect('K', reader).body().getInt();
    expect('Z', reader);
    return processId;
  }

  private static PostgresMessage expect(char type, WireReader reader) throws IOException {
    PostgresMessage message = PostgresMessage.readNext(reader);
    if (message.type() == 'E') {
      throw message.failure();
    }
    if (message.type() != type) {
      throw new IOException("PostgreSQL sent " + message.type() + " instead of " + type);
    }
    return message;
  }
}
