import org.jspecify.annotations.NullMarked;

/**
 * The {@code conpool} command, and the options of a pool for other picocli commands.
 *
 * <p>{@code HdrHistogram} and {@code org.bouncycastle.pkix} serve {@code conpool stress} alone.
 */
@NullMarked
@SuppressWarnings("requires-automatic") // HdrHistogram has no module descriptor
module io.conpool.cmd {
  requires transitive io.conpool;
  requires transitive info.picocli;
  requires java.logging;
  requires static HdrHistogram;
  requires static org.bouncycastle.pkix;
  requires static org.bouncycastle.provider;
  requires static org.jspecify;

  exports io.conpool.cmd;

  opens io.conpool.cmd to
      info.picocli;
  opens io.conpool.cmd.probe to
      info.picocli;
  opens io.conpool.cmd.stress to
      info.picocli;
}
