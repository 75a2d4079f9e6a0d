/** What can be seen: the page that describes a pool. */
@NullMarked
package io.conpool.impl.observe;

import org.jspecify.annotations.NullMarked;
