/** Time, threads and chance behind one seam. */
@NullMarked
package io.conpool.impl.time;

import org.jspecify.annotations.NullMarked;
