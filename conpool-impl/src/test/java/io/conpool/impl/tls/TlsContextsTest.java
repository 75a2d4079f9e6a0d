package io.conpool.impl.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.TlsConfig;
import io.conpool.spi.TlsContext;
import io.conpool.spi.TlsProvider;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TlsContextsTest {

  private final Set<TlsProvider> gone = Collections.newSetFromMap(new IdentityHashMap<>());
  private final TlsContexts contexts =
      new TlsContexts(new ManualClock(), provider -> !gone.contains(provider), 3);
  private final TlsConfig config = TlsConfig.defaults();

  /** All equal, and each context another one. */
  private static class Provider implements TlsProvider {

    @Override
    public String name() {
      return "test";
    }

    @Override
    public TlsContext context(TlsConfig config, String serverName) throws GeneralSecurityException {
      return new TlsContext() {
        @Override
        public SSLEngine engine(int port) {
          throw new UnsupportedOperationException();
        }
      };
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Provider;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void theSameQuestionGetsTheSameContext() throws Exception {
    TlsProvider provider = new Provider();
    TlsConfig equal = TlsConfig.builder().build();
    assertThat(contexts.context(provider, config, "a"))
        .isSameAs(contexts.context(provider, equal, "a"));
  }

  @Test
  void anotherNameConfigurationOrProviderGetsAnotherContext() throws Exception {
    TlsProvider provider = new Provider();
    TlsConfig other = TlsConfig.builder().applicationProtocols("h2").build();
    TlsContext context = contexts.context(provider, config, "a");
    assertThat(contexts.context(provider, config, "b")).isNotSameAs(context);
    assertThat(contexts.context(provider, other, "a")).isNotSameAs(context);
    assertThat(contexts.context(new Provider(), config, "a")).isNotSameAs(context);
  }

  @Test
  void theLeastRecentlyUsedIsDroppedWhenThereAreTooMany() throws Exception {
    TlsProvider provider = new Provider();
    TlsContext a = contexts.context(provider, config, "a");
    TlsContext b = contexts.context(provider, config, "b");
    TlsContext c = contexts.context(provider, config, "c");
    assertThat(contexts.context(provider, config, "a")).isSameAs(a);
    TlsContext d = contexts.context(provider, config, "d");
    assertThat(contexts.context(provider, config, "c")).isSameAs(c);
    assertThat(contexts.context(provider, config, "a")).isSameAs(a);
    assertThat(contexts.context(provider, config, "d")).isSameAs(d);
    assertThat(contexts.context(provider, config, "b")).isNotSameAs(b);
  }

  @Test
  void aProvidersContextsCanBeForgotten() throws Exception {
    TlsProvider leaving = new Provider();
    TlsProvider staying = new Provider();
    TlsContext left = contexts.context(leaving, config, "a");
    TlsContext stays = contexts.context(staying, config, "a");
    contexts.forget(leaving);
    assertThat(contexts.context(staying, config, "a")).isSameAs(stays);
    assertThat(contexts.context(leaving, config, "a")).isNotSameAs(left);
  }

  @Test
  void aContextMadeWhileItsProviderLeftIsNotKept() throws Exception {
    TlsProvider leaving =
        new Provider() {
          @Override
          public TlsContext context(TlsConfig config, String serverName)
              throws GeneralSecurityException {
            gone.add(this);
            contexts.forget(this);
            return super.context(config, serverName);
          }
        };
    assertThat(contexts.context(leaving, config, "a"))
        .isNotSameAs(contexts.context(leaving, config, "a"));
  }

  @Test
  void aContextMadeForAProviderThatHadLeftIsNotKept() throws Exception {
    TlsProvider left = new Provider();
    gone.add(left);
    contexts.forget(left);
    assertThat(contexts.context(left, config, "a"))
        .isNotSameAs(contexts.context(left, config, "a"));
  }

  @Test
  void twoThreadsThatMakeItAtOnceShareOne() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    TlsProvider slow =
        new Provider() {
          @Override
          public TlsContext context(TlsConfig config, String serverName)
              throws GeneralSecurityException {
            both.countDown();
            try {
              assertThat(both.await(20, TimeUnit.SECONDS)).as("outside every lock").isTrue();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return super.context(config, serverName);
          }
        };
    CompletableFuture<TlsContext> other =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return contexts.context(slow, config, "a");
              } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(contexts.context(slow, config, "a")).isSameAs(other.get());
  }

  @Test
  void aFailureIsNotKept() throws Exception {
    TlsProvider failingOnce =
        new Provider() {
          private boolean failed;

          @Override
          public TlsContext context(TlsConfig config, String serverName)
              throws GeneralSecurityException {
            if (!failed) {
              failed = true;
              throw new GeneralSecurityException("not now");
            }
            return super.context(config, serverName);
          }
        };
    assertThatThrownBy(() -> contexts.context(failingOnce, config, "a")).hasMessage("not now");
    assertThat(contexts.context(failingOnce, config, "a")).isNotNull();
  }
}
