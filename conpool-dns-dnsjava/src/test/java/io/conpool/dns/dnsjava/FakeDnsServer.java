package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** A name server on loopback that says what a test wants, over UDP and TCP. */
final class FakeDnsServer {

  private static final int BACKLOG = 10;
  private static final int LARGEST = 4_096;

  /** What a datagram may have where the query does not say more (RFC 1035, section 4.2.1). */
  private static final int PLAIN = 512;

  private static final long PATIENCE_SECONDS = 30;

  private final Script script;
  private final ServerSocket tcp;

  /** Null where the server is asked over TLS. */
  private final DatagramSocket udp;

  private final Queue<Question> questions = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch asked = new CountDownLatch(1);

  /** How a question came. */
  enum Way {
    UDP,
    TCP,
    TLS
  }

  /**
   * A question that came.
   *
   * @param name without the trailing dot
   * @param type as in {@code AAAA}
   * @param extended whether it allowed for long datagrams
   */
  record Question(String name, String type, Way way, boolean extended) {

    static Question of(Message query, Way way) {
      return new Question(
          query.getQuestion().getName().toString(true),
          Type.string(query.getQuestion().getType()),
          way,
          query.getOPT() != null);
    }
  }

  /** What the server says. */
  @FunctionalInterface
  interface Script {

    /** The replies to a question, in their order; none for silence. */
    List<Message> replies(Message query, Question question);
  }

  /** What a server says that answers once. */
  @FunctionalInterface
  interface Answers {

    Reply reply(Message query, Question question);
  }

  private FakeDnsServer(Script script, ServerSocket tcp, DatagramSocket udp) {
    this.script = script;
    this.tcp = tcp;
    this.udp = udp;
  }

  /** Starts a server that answers each question once. */
  static FakeDnsServer answering(Answers answers) throws IOException {
    return start((query, question) -> List.of(answers.reply(query, question).message()));
  }

  /** Starts a server that takes questions and says nothing. */
  static FakeDnsServer silent() throws IOException {
    return start((query, question) -> List.of());
  }

  /** Starts a server. */
  static FakeDnsServer start(Script script) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    while (true) {
      ServerSocket tcp = new ServerSocket(0, BACKLOG, loopback);
      try {
        DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), loopback);
        FakeDnsServer server = new FakeDnsServer(script, tcp, udp);
        server.run("fake-dns-udp", server::serveDatagrams);
        server.run("fake-dns-tcp", server::serveConnections);
        return server;
      } catch (BindException e) {
        tcp.close(); // taken for datagrams: another port is not
      }
    }
  }

  /** Starts a server that answers each question once, over TLS alone. */
  static FakeDnsServer overTls(SSLContext context, Answers answers) throws IOException {
    return overTls(context, "TLSv1.3", answers);
  }

  /** Starts one that speaks one version of TLS, as in {@code TLSv1.2}. */
  static FakeDnsServer overTls(SSLContext context, String protocol, Answers answers)
      throws IOException {
    SSLServerSocket tls =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    tls.setEnabledProtocols(new String[] {protocol});
    FakeDnsServer server =
        new FakeDnsServer(
            (query, question) -> List.of(answers.reply(query, question).message()), tls, null);
    server.run("fake-dns-tls", server::serveConnections);
    return server;
  }

  /** What a thread of the server does. */
  @FunctionalInterface
  private interface Service {
    void serve() throws IOException;
  }

  private void run(String name, Service service) {
    Thread thread =
        new Thread(
            () -> {
              try {
                service.serve();
              } catch (IOException e) {
                // The socket was closed: the test is over.
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void serveDatagrams() throws IOException {
    while (true) {
      DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
      udp.receive(packet);
      Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
      int longest = query.getOPT() == null ? PLAIN : query.getOPT().getPayloadSize();
      for (Message reply : replies(query, Way.UDP)) {
        byte[] bytes = reply.toWire(longest);
        udp.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
      }
    }
  }

  private void serveConnections() throws IOException {
    while (true) {
      serve(tcp.accept());
    }
  }

  private void serve(Socket accepted) {
    try (Socket connection = accepted) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      DataOutputStream out = new DataOutputStream(connection.getOutputStream());
      Message query = new Message(in.readNBytes(in.readUnsignedShort()));
      for (Message reply : replies(query, udp == null ? Way.TLS : Way.TCP)) {
        byte[] bytes = reply.toWire(Message.MAXLENGTH);
        out.writeShort(bytes.length);
        out.write(bytes);
      }
    } catch (IOException e) {
      // The client has hung up, as it does on a server that it does not trust.
    }
  }

  private List<Message> replies(Message query, Way way) {
    Question question = Question.of(query, way);
    questions.add(question);
    asked.countDown();
    return script.replies(query, question);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
  }

  /** The questions so far. */
  List<Question> questions() {
    return List.copyOf(questions);
  }

  /** The names of the questions so far. */
  List<String> names() {
    return questions.stream().map(Question::name).toList();
  }

  /** Waits for the first question. */
  void awaitQuestion() throws InterruptedException {
    assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("a question came").isTrue();
  }

  /** Stops; returns when its ports are free, which they are not while a thread receives there. */
  void end() throws IOException, InterruptedException {
    tcp.close();
    if (udp != null) {
      udp.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
