/**
 * What the tests against real servers share: threads, pools, certificates and misbehaving peers.
 */
@NullMarked
package io.conpool.it.support;

import org.jspecify.annotations.NullMarked;
