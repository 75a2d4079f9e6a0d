package io.conpool.bench.peer;

/** What bars ask of a peer. */
public enum Trait {
  /** Is conpool itself, in one of its settings. */
  SUBJECT,
  /** Knows endpoints by itself; the others pay for a map in front. */
  KEYED,
  /** Serves whoever waits in the order in which they came. */
  FIFO,
  /** Looks at a resource before it hands it out. */
  PROBES,
  /** Does its TLS with Conscrypt. */
  CONSCRYPT,
  /** No pool: each thread keeps a resource of its own. */
  HELD
}
