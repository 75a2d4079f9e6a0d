package io.conpool.tls.conscrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.spi.Availability;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LoadingTest {

  private final AtomicInteger attempts = new AtomicInteger();

  private Loading failing(Throwable cause) {
    return new Loading(
        () -> {
          attempts.incrementAndGet();
          if (cause instanceof Error error) {
            throw error;
          }
          if (cause instanceof RuntimeException exception) {
            throw exception;
          }
          throw (GeneralSecurityException) cause;
        });
  }

  /** No library for this system, access denied, no Conscrypt, nothing that makes engines. */
  static Stream<Throwable> causes() {
    return Stream.of(
        new UnsatisfiedLinkError("no such thing\nand more lines"),
        new IllegalCallerException("no such thing"),
        new NoClassDefFoundError("no such thing"),
        new GeneralSecurityException("no such thing"));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void whatCannotBeLoadedIsUnavailableAndSaysWhyInOneLine(Throwable cause) {
    Loading loading = failing(cause);
    Availability availability = loading.availability();
    assertThat(availability.isAvailable()).isFalse();
    assertThat(availability.reason())
        .contains(cause.getClass().getSimpleName())
        .contains("no such thing")
        .doesNotContain("\n");
    assertThatThrownBy(loading::engines)
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage(availability.reason());
  }

  @Test
  void aLongReasonIsCut() {
    assertThat(failing(new UnsatisfiedLinkError("x".repeat(10_000))).availability().reason())
        .hasSizeLessThan(400);
  }

  @Test
  void itIsTriedOnce() {
    Loading loading = failing(new UnsatisfiedLinkError("no"));
    assertThat(attempts).hasValue(0);
    assertThat(loading.availability()).isEqualTo(loading.availability());
    assertThat(attempts).hasValue(1);
  }

  @Test
  void whatIsLoadedIsKept() throws Exception {
    NativeEngines engines = Loading.OF_PROCESS.engines();
    Loading loading =
        new Loading(
            () -> {
              attempts.incrementAndGet();
              return engines;
            });
    assertThat(loading.availability().isAvailable()).isTrue();
    assertThat(loading.engines()).isSameAs(engines);
    assertThat(attempts).hasValue(1);
  }

  @Test
  void hereConscryptKnowsWhatConpoolOffers() throws Exception {
    NativeEngines engines = Loading.OF_PROCESS.engines();
    assertThat(engines.protocols()).contains("TLSv1.2", "TLSv1.3");
    assertThat(engines.cipherSuites())
        .contains("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  }

  @ParameterizedTest
  @CsvSource({"1, 99", "2, 8"})
  void anOlderConscryptIsRefused(int major, int minor) {
    assertThatThrownBy(() -> NativeEngines.requireVersion(major, minor))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage("Conscrypt " + major + "." + minor + " is too old, 2.9 or later is needed");
  }

  @ParameterizedTest
  @CsvSource({"2, 9", "2, 10", "3, 0"})
  void aNewerConscryptIsTaken(int major, int minor) {
    assertThatCode(() -> NativeEngines.requireVersion(major, minor)).doesNotThrowAnyException();
  }
}
