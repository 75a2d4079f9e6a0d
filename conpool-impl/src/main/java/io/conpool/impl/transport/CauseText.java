package io.conpool.impl.transport;

/** What a failure below says, for the message of the one above. */
public final class CauseText {

  private CauseText() {}

  /** The message of what was thrown, or what it is called where it says nothing. */
  public static String of(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message;
  }
}
