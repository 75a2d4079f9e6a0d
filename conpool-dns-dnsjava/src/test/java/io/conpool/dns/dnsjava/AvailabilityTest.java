package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsResolverProvider;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AvailabilityTest {

  private static final String NDOTS = "io.conpool.dns.dnsjava.ndots";
  private static final String RULE = "ndots must be 0 to 15, was 99";

  @AfterEach
  void forgetProperty() {
    System.clearProperty(NDOTS);
  }

  @Test
  void theServiceLoaderFindsItAndItGoesBeforeTheBuiltInOne() {
    DnsResolverProvider found =
        ServiceLoader.load(DnsResolverProvider.class).findFirst().orElseThrow();

    assertThat(found).isInstanceOf(DnsjavaResolverProvider.class);
    assertThat(found.name()).isEqualTo("dnsjava");
    assertThat(found.priority()).isEqualTo(100);
    assertThat(found.availability().reason()).isNull();
  }

  @Test
  void ofAWrongSystemPropertyItSaysWhatWouldBeRight() {
    System.setProperty(NDOTS, "99");

    assertThat(new DnsjavaResolverProvider().availability().reason()).contains(RULE);
  }

  @Test
  void withAWrongSettingItIsOfNoUse() {
    DnsjavaResolverProvider provider = DnsjavaResolverProvider.from(Map.of(NDOTS, "99"));

    assertThat(provider.availability().reason()).contains(RULE);
    assertThatThrownBy(() -> provider.resolve("localhost", AddressFamily.IPV4, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(RULE);
  }

  @Test
  void theSettingsOfACallerAreTaken() {
    DnsjavaSettings settings = DnsjavaSettings.builder().ndots(3).build();

    assertThat(new DnsjavaResolverProvider(settings).availability().isAvailable()).isTrue();
  }

  @Test
  void withoutDnsjavaItSaysThatItIsMissing() throws Exception {
    URL[] classes = {place(DnsjavaResolverProvider.class), place(DnsResolverProvider.class)};
    ClassLoader without = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader loader = new URLClassLoader(classes, without)) {
      Class<?> type = loader.loadClass(DnsjavaResolverProvider.class.getName());
      Object provider = type.getConstructor().newInstance();

      assertThat(type.getMethod("availability").invoke(provider).toString())
          .contains("dnsjava 3.7 or slf4j-api is missing");
      assertThat(type.getMethod("name").invoke(provider)).isEqualTo("dnsjava");
    }
  }

  private static URL place(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }
}
