/** The {@code conpool stress} command: many clients against echo servers of its own. */
@NullMarked
package io.conpool.cmd.stress;

import org.jspecify.annotations.NullMarked;
