/** The {@code conpool probe} command: one look at one endpoint. */
@NullMarked
package io.conpool.cmd.probe;

import org.jspecify.annotations.NullMarked;
