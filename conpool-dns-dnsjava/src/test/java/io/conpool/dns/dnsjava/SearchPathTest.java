package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

class SearchPathTest {

  private static SearchPath path(int dots, String... domains) {
    return new SearchPath(Stream.of(domains).map(Name::fromConstantString).toList(), dots);
  }

  private static List<String> candidates(SearchPath path, String hostname) throws Exception {
    return path.candidates(hostname).stream().map(Name::toString).toList();
  }

  @Test
  void aNameWithFewDotsIsLookedForInTheDomainsFirst() throws Exception {
    assertThat(candidates(path(2, "a.test.", "b.test."), "db.corp"))
        .containsExactly("db.corp.a.test.", "db.corp.b.test.", "db.corp.");
  }

  @Test
  void aNameWithEnoughDotsIsAskedForAsItIsFirst() throws Exception {
    assertThat(candidates(path(1, "a.test."), "db.corp"))
        .containsExactly("db.corp.", "db.corp.a.test.");
  }

  @Test
  void withoutDomainsANameIsAskedForAsItIs() throws Exception {
    assertThat(candidates(path(1), "db")).containsExactly("db.");
  }

  @Test
  void noNameIsAskedForTwice() throws Exception {
    assertThat(candidates(path(1, "a.test.", ".", "a.test."), "db"))
        .containsExactly("db.a.test.", "db.");
  }

  @Test
  void aDomainThatMakesTheNameTooLongIsLeftOut() throws Exception {
    String label = "x".repeat(60);
    String hostname = String.join(".", label, label, label, label);

    assertThat(candidates(path(1, "much.too.long.test."), hostname))
        .containsExactly(hostname + ".");
  }

  @Test
  void aNameThatIsTooLongByItselfIsNone() {
    assertThatThrownBy(() -> path(1).candidates("x".repeat(64)))
        .isInstanceOf(TextParseException.class);
  }
}
