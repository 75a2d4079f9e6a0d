package io.conpool.cmd.stress;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all workers of one run share.
 *
 * @param pool whence the connections come
 * @param endpoints the servers
 * @param workload what there is to do
 * @param seed what the messages are made from
 * @param nextClient the client whose turn it is
 * @param board where the messages are counted
 * @param left the workers that are not done yet
 */
record Shift(
    ConnectionPool pool,
    List<Endpoint> endpoints,
    Workload workload,
    long seed,
    AtomicInteger nextClient,
    Scoreboard board,
    CountDownLatch left) {}
