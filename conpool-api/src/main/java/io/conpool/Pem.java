package io.conpool;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One block of a PEM file (RFC 7468). Not a record: its text must not show a key. */
final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private final String label;
  private final String body;

  private Pem(String label, String body) {
    this.label = label;
    this.body = body;
  }

  /** Reads all blocks, and skips what is written around them. */
  static List<Pem> parseAll(byte[] file) {
    List<Pem> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      blocks.add(new Pem(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  /** What the block holds, as in {@code CERTIFICATE}. */
  String label() {
    return label;
  }

  /** The bytes, decoded. */
  byte[] content() throws GeneralSecurityException {
    if (body.contains("-----")) {
      // The decoder would step over it, and what follows would get lost.
      throw new GeneralSecurityException("no end of a block " + label);
    }
    try {
      return Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("broken base64 in the block " + label, e);
    }
  }
}
