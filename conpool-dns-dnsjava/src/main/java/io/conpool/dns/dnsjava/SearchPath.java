package io.conpool.dns.dnsjava;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * In which domains a name is looked for, as resolv.conf(5) has it.
 *
 * @param domains absolute, in their order
 * @param dots a name with that many dots is first asked for as it is, one with fewer last
 */
record SearchPath(List<Name> domains, int dots) {

  /**
   * Returns the names to ask for until there is one, each once.
   *
   * @param hostname looked for as it is alone where it ends with a dot
   * @throws TextParseException if the name is too long for DNS
   */
  List<Name> candidates(String hostname) throws TextParseException {
    Name alone = Name.fromString(hostname, Name.root);
    if (hostname.endsWith(".")) {
      return List.of(alone);
    }
    Set<Name> names = new LinkedHashSet<>();
    if (hostname.chars().filter(c -> c == '.').count() >= dots) {
      names.add(alone);
    }
    for (Name domain : domains) {
      try {
        names.add(Name.fromString(hostname, domain));
      } catch (TextParseException e) {
        // Together they are too long, so there is no such name.
      }
    }
    names.add(alone);
    return List.copyOf(names);
  }
}
