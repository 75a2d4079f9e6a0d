package io.conpool;

/** Text that came from a resolver, a server or a caller, made fit for a message. */
final class ForeignText {

  private static final int MAX_LENGTH = 256;

  private ForeignText() {}

  /**
   * Returns the text without what could forge or reorder a line of a log (control and format
   * characters, line and paragraph separators, lone surrogates), cut to 256 characters.
   */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_LENGTH + 2));
    int next = 0;
    while (next < text.length() && clean.length() <= MAX_LENGTH) {
      int c = text.codePointAt(next);
      next += Character.charCount(c);
      if (!isForging(c)) {
        clean.appendCodePoint(c);
      } else if (clean.length() > 0 && clean.charAt(clean.length() - 1) != ' ') {
        // A space keeps the words apart.
        clean.append(' ');
      }
    }
    if (clean.length() > MAX_LENGTH) {
      int end = MAX_LENGTH - 1;
      clean.setLength(Character.isHighSurrogate(clean.charAt(end - 1)) ? end - 1 : end);
      clean.append('…');
    }
    return clean.toString().strip();
  }

  private static boolean isForging(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
