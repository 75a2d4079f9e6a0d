package io.conpool.bench;

/** Words of labels. */
final class Text {

  private Text() {}

  static String threads(int count) {
    return count == 1 ? "1 thread" : count + " threads";
  }
}
