package io.conpool;

/** Text that came from a resolver, a server or a caller, made fit for a message. */
final class ForeignText {

  private static final int MAX_LENGTH = 256;

  private ForeignText() {}

  /** Returns the text without control characters and cut at 256 characters. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
    for (int i = 0; i < text.length(); i++) {
      if (clean.length() == MAX_LENGTH) {
        return clean.append('…').toString();
      }
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        // A line break in a log is how a forged line begins; a space keeps the words apart.
        if (clean.length() > 0 && clean.charAt(clean.length() - 1) != ' ') {
          clean.append(' ');
        }
      } else {
        clean.append(c);
      }
    }
    return clean.toString().strip();
  }
}
