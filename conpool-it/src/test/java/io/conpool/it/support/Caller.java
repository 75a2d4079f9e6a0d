package io.conpool.it.support;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A call that runs on a thread of its own.
 *
 * @param thread the thread
 * @param result what the call will return or throw
 * @param <T> what it returns
 */
public record Caller<T>(Thread thread, CompletableFuture<T> result) {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Waits for the result; what the call threw is thrown here. */
  public T await() throws Exception {
    return await(PATIENCE);
  }

  /** Waits for the result; a call that hangs fails with its stack. */
  public T await(Duration patience) throws Exception {
    try {
      return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    } catch (TimeoutException e) {
      StackTraceElement[] stack = thread.getStackTrace();
      AssertionError hanging =
          new AssertionError(
              thread.getName() + " still runs after " + patience + ": " + Arrays.toString(stack));
      hanging.setStackTrace(stack);
      thread.interrupt();
      throw hanging;
    }
  }

  /** Waits for the call to fail, and returns what it threw. */
  public Throwable failure() throws Exception {
    try {
      T value = await();
      throw new AssertionError(thread.getName() + " was to fail but returned " + value);
    } catch (Exception e) {
      return e;
    }
  }
}
