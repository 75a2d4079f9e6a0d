package io.conpool.cmd.text;

import java.io.Console;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The terminal that the command was started from, if it was from one. */
public final class Terminal {

  private Terminal() {}

  /**
   * Tells whether somebody is watching: input and output are a terminal.
   *
   * @return false in a pipe, in a file, in the background
   */
  @SuppressWarnings("SystemConsoleNull") // null before Java 22, asked below since then
  public static boolean isWatched() {
    Console console = System.console();
    return console != null && isTerminal(console);
  }

  /** Since Java 22 there is a console without a terminal too, and a method that tells. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean)
          MethodHandles.publicLookup()
              .findVirtual(Console.class, "isTerminal", MethodType.methodType(boolean.class))
              .invokeExact(console);
    } catch (NoSuchMethodException beforeJava22) {
      return true;
    } catch (Throwable e) {
      return false;
    }
  }
}
