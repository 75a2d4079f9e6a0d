package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\r\nb",
        "a\0b",
        "a\u001bb",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\u202eb",
        "a\u2066b",
        "a\u200bb",
        "a\ufeffb",
        "a\ud800b",
        "a\udc00b",
        "a\u0007\u0008\u007fb",
        "a \nb",
      })
  void whatCouldForgeALineBecomesASpace(String text) {
    assertThat(ForeignText.clean(text)).isEqualTo("a b");
  }

  @Test
  void ordinaryTextStaysAsItIs() {
    assertThat(ForeignText.clean("grüße, 世界 😀 'x'  {y}")).isEqualTo("grüße, 世界 😀 'x'  {y}");
    assertThat(ForeignText.clean("")).isEmpty();
    assertThat(ForeignText.clean("\n\t ")).isEmpty();
  }

  @Test
  void longTextIsCutAt256Characters() {
    assertThat(ForeignText.clean("a".repeat(256))).isEqualTo("a".repeat(256));
    assertThat(ForeignText.clean("a".repeat(257))).isEqualTo("a".repeat(255) + "…");
    assertThat(ForeignText.clean("a".repeat(1_000_000))).hasSize(256);
  }

  @Test
  void aCharacterIsNotCutInHalf() {
    String cut = ForeignText.clean("a".repeat(254) + "😀😀");
    assertThat(cut).isEqualTo("a".repeat(254) + "…");
  }
}
