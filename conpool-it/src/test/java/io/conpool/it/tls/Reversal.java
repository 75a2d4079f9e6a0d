package io.conpool.it.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * Sends a client its lines back, each with its characters in reverse, and reads nothing beyond the
 * line in hand.
 */
final class Reversal {

  private final InputStream in;
  private final OutputStream out;

  private Reversal(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  static Reversal of(Socket client) throws IOException {
    return new Reversal(client.getInputStream(), client.getOutputStream());
  }

  /** Answers one line; returns false, and answers nothing, at the end or where it says CLOSE. */
  boolean answer() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return false;
      }
      line.append((char) c);
    }
    if (line.toString().equals("CLOSE")) {
      return false;
    }
    out.write(line.reverse().append('\n').toString().getBytes(US_ASCII));
    return true;
  }
}
