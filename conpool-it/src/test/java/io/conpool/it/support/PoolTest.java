package io.conpool.it.support;

import java.lang.reflect.Method;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs each test on one kind of thread, in bounded time, and looks for leftovers afterwards. */
final class PoolTest
    implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor, ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PoolTest.class);
  private static final Duration LIMIT =
      Duration.ofSeconds(Boolean.getBoolean("proof.long") ? 900 : 90);

  private final ThreadKind kind;
  private final ProviderPair pair;

  PoolTest(ThreadKind kind, ProviderPair pair) {
    this.kind = kind;
    this.pair = pair;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(Pools.class, new Pools(pair));
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context)
      throws Throwable {
    onOwnThread(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context)
      throws Throwable {
    onOwnThread(invocation, context);
  }

  private void onOwnThread(Invocation<Void> invocation, ExtensionContext context) throws Exception {
    Caller<Boolean> test =
        kind.start(
            "test-" + context.getRequiredTestMethod().getName(),
            () -> {
              try {
                invocation.proceed();
                return true;
              } catch (Exception | Error e) {
                throw e;
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            });
    try {
      test.await(LIMIT);
    } catch (Exception | Error e) {
      pools(context).testFailed();
      e.addSuppressed(new AssertionError(pools(context).describe()));
      throw e;
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    pools(context).close();
    pools(context).assertNoSocketLeft();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == ThreadKind.class || type == Pools.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ThreadKind.class ? kind : pools(context);
  }

  private static Pools pools(ExtensionContext context) {
    return context.getStore(NAMESPACE).get(Pools.class, Pools.class);
  }
}
