package io.conpool.it.support;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One run of a class for each kind of thread, and for each pair of providers if it asks for that.
 */
final class ThreadKinds implements ClassTemplateInvocationContextProvider {

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    List<ProviderPair> pairs =
        context.getRequiredTestClass().isAnnotationPresent(OnEachPairOfProviders.class)
            ? ProviderPair.ALL
            : List.of(ProviderPair.BUILT_IN);
    return pairs.stream()
        .flatMap(pair -> ThreadKind.available().stream().map(kind -> new Run(kind, pair)));
  }

  private record Run(ThreadKind kind, ProviderPair pair) implements ClassTemplateInvocationContext {

    @Override
    public String getDisplayName(int invocationIndex) {
      return kind + " threads, " + pair;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new PoolTest(kind, pair));
    }
  }
}
