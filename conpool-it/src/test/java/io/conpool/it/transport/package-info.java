/** What every transport must do. */
package io.conpool.it.transport;
