package io.conpool.it.postgres;

import java.nio.ByteBuffer;

/**
 * What lives as long as a connection: the read buffer, and which process of the server serves it.
 *
 * @param buffer ready for reading
 * @param processId the server's process
 */
record PostgresSession(ByteBuffer buffer, int processId) {}
