/**
 * The race of a dial: which address is tried when, and who wins. No socket and no clock is here.
 */
@NullMarked
package io.conpool.impl.race;

import org.jspecify.annotations.NullMarked;
