package io.conpool.impl.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.sim.Simulation;
import io.conpool.spi.DnsException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Remembers what an asker is told, and when. */
final class Told implements Consumer<NameAnswer> {

  private final Simulation simulation;
  private final List<NameAnswer> answers = new ArrayList<>();
  private Duration at = Duration.ZERO;

  Told(Simulation simulation) {
    this.simulation = simulation;
  }

  @Override
  public void accept(NameAnswer answer) {
    simulation.requireNoLock("told an asker");
    answers.add(answer);
    at = simulation.elapsed();
  }

  boolean isTold() {
    return !answers.isEmpty();
  }

  /** Waits for what is told, which must be one answer. */
  NameAnswer answer() {
    simulation.await(this::isTold);
    assertThat(answers).hasSize(1);
    return answers.get(0);
  }

  /** When that was. */
  Duration at() {
    answer();
    return at;
  }

  NameAnswer.Found found() {
    assertThat(answer()).isInstanceOf(NameAnswer.Found.class);
    return (NameAnswer.Found) answer();
  }

  List<String> addresses() {
    return found().addresses().stream().map(InetAddress::getHostAddress).toList();
  }

  NameAnswer.Failed failed() {
    assertThat(answer()).isInstanceOf(NameAnswer.Failed.class);
    return (NameAnswer.Failed) answer();
  }

  DnsException.Kind failure() {
    assertThat(failed().cause()).isInstanceOf(DnsException.class);
    return ((DnsException) failed().cause()).kind();
  }
}
