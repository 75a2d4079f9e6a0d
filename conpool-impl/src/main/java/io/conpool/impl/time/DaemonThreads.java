package io.conpool.impl.time;

import java.util.concurrent.ThreadFactory;

/**
 * Makes daemon threads that hold on to nothing of the thread that happened to ask for them: neither
 * its inheritable thread-locals nor its context class loader.
 *
 * @param name what the threads are called
 */
record DaemonThreads(String name) implements ThreadFactory {

  @Override
  public Thread newThread(Runnable body) {
    Thread thread = new Thread(null, () -> run(body), name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
    return thread;
  }

  /** A thread that has ended holds no class loader, whoever may hold the thread (Felix does). */
  private static void run(Runnable body) {
    try {
      body.run();
    } finally {
      Thread.currentThread().setContextClassLoader(null);
    }
  }
}
