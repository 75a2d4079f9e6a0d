package io.conpool.it.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding; the password is
 * plain ASCII.
 */
final class ScramSha256 {

  private static final String HEADER = "n,,";
  private static final int KEY_BITS = 256;

  private final String password;
  private final String clientNonce;
  private String authMessage = "";
  private byte[] saltedPassword = {};

  ScramSha256(String password) {
    this(password, randomNonce());
  }

  ScramSha256(String password, String clientNonce) {
    this.password = password;
    this.clientNonce = clientNonce;
  }

  private static String randomNonce() {
    byte[] random = new byte[18];
    new SecureRandom().nextBytes(random);
    return Base64.getEncoder().encodeToString(random);
  }

  /** The first message; PostgreSQL takes the user's name from the start-up message instead. */
  String first(String user) {
    return HEADER + firstBare(user);
  }

  private String firstBare(String user) {
    return "n=" + user + ",r=" + clientNonce;
  }

  /** The proof that this client knows the password. */
  String answer(String user, String challenge) throws IOException {
    Map<Character, String> attributes = attributes(challenge);
    String nonce = attributes.getOrDefault('r', "");
    if (!nonce.startsWith(clientNonce) || nonce.length() == clientNonce.length()) {
      throw new IOException("the server answers somebody else's challenge");
    }
    byte[] salt = Base64.getDecoder().decode(attributes.getOrDefault('s', ""));
    saltedPassword = stretch(salt, Integer.parseInt(attributes.getOrDefault('i', "0")));
    String channel = Base64.getEncoder().encodeToString(HEADER.getBytes(UTF_8));
    String withoutProof = "c=" + channel + ",r=" + nonce;
    authMessage = firstBare(user) + "," + challenge + "," + withoutProof;
    byte[] clientKey = hmac(saltedPassword, "Client Key");
    byte[] proof = hmac(sha256(clientKey), authMessage);
    for (int i = 0; i < proof.length; i++) {
      proof[i] = (byte) (proof[i] ^ clientKey[i]);
    }
    return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
  }

  /** Makes sure that the server knows the password as well. */
  void verify(String verdict) throws IOException {
    byte[] claimed = Base64.getDecoder().decode(attributes(verdict).getOrDefault('v', ""));
    byte[] expected = hmac(hmac(saltedPassword, "Server Key"), authMessage);
    if (!MessageDigest.isEqual(claimed, expected)) {
      throw new IOException("the server does not know the password");
    }
  }

  private static Map<Character, String> attributes(String message) {
    Map<Character, String> attributes = new HashMap<>();
    for (String attribute : message.split(",", -1)) {
      if (attribute.length() > 1 && attribute.charAt(1) == '=') {
        attributes.put(attribute.charAt(0), attribute.substring(2));
      }
    }
    return attributes;
  }

  private byte[] stretch(byte[] salt, int iterations) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
