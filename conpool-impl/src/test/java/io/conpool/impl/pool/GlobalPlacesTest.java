package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.sim.Simulation;
import org.junit.jupiter.api.Test;

class GlobalPlacesTest {

  private final GlobalPlaces places = new GlobalPlaces(2, new Simulation(1).platform());

  @Test
  void thereAreSoManyPlacesAndNotOneMore() {
    assertThat(places.tryTake()).isTrue();
    assertThat(places.tryTake()).isTrue();
    assertThat(places.tryTake()).isFalse();
    assertThat(places.isWanted()).isFalse();
  }

  @Test
  void aReleasedPlaceCanBeTakenAgainOnce() {
    places.tryTake();
    places.tryTake();
    places.release();
    assertThat(places.tryTake()).isTrue();
    assertThat(places.tryTake()).isFalse();
  }

  @Test
  void nothingIsPromisedWhileNobodyQueues() {
    assertThat(places.promise(SimulatedPool.ECHO, null)).isNull();
  }
}
