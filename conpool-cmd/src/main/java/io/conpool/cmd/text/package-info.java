/** What the commands print: aligned, and coloured on a terminal. */
@NullMarked
package io.conpool.cmd.text;

import org.jspecify.annotations.NullMarked;
