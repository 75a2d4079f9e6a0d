/** What was measured, how it is compared, and the tables of it. */
@NullMarked
package io.conpool.bench.report;

import org.jspecify.annotations.NullMarked;
