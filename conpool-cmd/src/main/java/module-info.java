import org.jspecify.annotations.NullMarked;

/** The conpool command. */
@NullMarked
module io.conpool.cmd {
  requires io.conpool;
  requires transitive info.picocli;
  requires java.logging;
  requires static org.jspecify;

  exports io.conpool.cmd;

  opens io.conpool.cmd to
      info.picocli;

  uses io.conpool.ConnectionPoolFactory;
}
