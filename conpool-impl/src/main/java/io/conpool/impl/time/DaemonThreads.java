package io.conpool.impl.time;

import java.util.concurrent.ThreadFactory;

/**
 * Makes daemon threads that hold on to nothing of the thread that happened to ask for them: neither
 * its inheritable thread-locals nor its context class loader. As with virtual threads that is the
 * system's.
 *
 * @param name what the threads are called
 */
public record DaemonThreads(String name) implements ThreadFactory {

  @Override
  public Thread newThread(Runnable body) {
    Thread thread = new Thread(null, body, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    return thread;
  }
}
