/** The conpool command. */
@NullMarked
package io.conpool.cmd;

import org.jspecify.annotations.NullMarked;
