package io.conpool.it.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.it.BuiltJars;
import io.conpool.it.support.NamedServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools that an administrator configures. */
class ConfigurationAdminIT {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aConfigurationIsAPoolThatIsReplacedWhenItChangesAndKeptWhenItIsSpoilt(Kind framework)
      throws Exception {
    try (NamedServer server = new NamedServer(folder)) {
      List<Path> bundles = new ArrayList<>(List.of(BuiltJars.foreign("configadmin")));
      bundles.addAll(Bundles.of(Set.of()));
      bundles.add(ConsumerJar.byService(folder));
      Findings found = new Playing(folder, server).play("configure", framework, bundles);

      assertThat(found.get("configured")).isEqualTo("ok");
      assertThat(found.get("changed")).isEqualTo("ok");
      assertThat(found.get("held meanwhile")).as("the lease may end").isEqualTo("ok");
      assertThat(found.get("warning"))
          .contains("conpool.max-connections-per-endpoint must be 1 or more, was many");
      assertThat(found.get("spoilt")).isEqualTo("the same pool");
      assertThat(found.get("used when spoilt")).isEqualTo("ok");
      assertThat(found.get("stopped")).as("pools while conpool-impl is stopped").isEqualTo("0");
      assertThat(found.get("started")).isEqualTo("ok");
      assertThat(found.get("deleted")).contains("no pool is called bills");
    }
  }

  @ParameterizedTest
  @EnumSource
  void configurationAdminMayComeWhenConpoolIsThereAndMayGo(Kind framework) throws Exception {
    try (NamedServer server = new NamedServer(folder)) {
      List<Path> bundles = new ArrayList<>(Bundles.of(Set.of()));
      bundles.add(ConsumerJar.byService(folder));
      Findings found = new Playing(folder, server).play("admin comes later", framework, bundles);

      assertThat(found.get("without")).isEqualTo("ok");
      assertThat(found.get("come")).isEqualTo("ok");
      assertThat(found.get("stopped")).as("its pools stay").isEqualTo("ok");
      assertThat(found.get("started")).isEqualTo("the same pool");
      assertThat(found.get("factories")).isEqualTo("1");
      assertThat(found.get("pools")).as("with its types conpool is started anew").isEqualTo("0");
      assertThat(found.get("gone")).isEqualTo("ok");
    }
  }
}
