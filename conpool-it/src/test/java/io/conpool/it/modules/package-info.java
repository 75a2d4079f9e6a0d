/** conpool on the module path and in linked images, from the built jars. */
@NullMarked
package io.conpool.it.modules;

import org.jspecify.annotations.NullMarked;
