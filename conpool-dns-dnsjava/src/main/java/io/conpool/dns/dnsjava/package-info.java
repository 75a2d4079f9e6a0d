/**
 * Name resolution by dnsjava.
 *
 * <p>With this module present a pool resolves names by it; nothing needs to be called. {@link
 * io.conpool.dns.dnsjava.DnsjavaSettings} is for those who want other servers than the system's.
 */
@NullMarked
package io.conpool.dns.dnsjava;

import org.jspecify.annotations.NullMarked;
