/** The {@code conpool} command, and the options of a pool for other picocli commands. */
@NullMarked
package io.conpool.cmd;

import org.jspecify.annotations.NullMarked;
