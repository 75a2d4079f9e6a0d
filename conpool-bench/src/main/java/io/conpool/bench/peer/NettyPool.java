package io.conpool.bench.peer;

import io.conpool.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.channel.pool.FixedChannelPool;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Netty's FixedChannelPool behind a caller that blocks.
 *
 * <p>It pools Netty's channels alone, so each resource hangs on one that leads nowhere.
 */
final class NettyPool extends MappedPool<FixedChannelPool, Channel> {

  private static final AttributeKey<Resource> RESOURCE = AttributeKey.valueOf("resource");
  private static final AttributeKey<FixedChannelPool> HOME = AttributeKey.valueOf("home");
  private static final LocalAddress NOWHERE = new LocalAddress("nowhere");

  private final int size;
  private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(LocalIoHandler.newFactory());
  private final Channel listener;

  NettyPool(PoolShape shape) {
    super(shape.backend());
    this.size = shape.size();
    this.listener =
        new ServerBootstrap()
            .group(loops)
            .channel(LocalServerChannel.class)
            .childHandler(new Silence())
            .bind(NOWHERE)
            .syncUninterruptibly()
            .channel();
  }

  @Override
  FixedChannelPool open(Endpoint endpoint) {
    Bootstrap bootstrap =
        new Bootstrap().group(loops).channel(LocalChannel.class).remoteAddress(NOWHERE);
    return new FixedChannelPool(bootstrap, new Connecting(endpoint), size);
  }

  @Override
  void close(FixedChannelPool pool) {
    pool.close();
  }

  @Override
  public Channel acquire(Endpoint endpoint)
      throws IOException, InterruptedException, TimeoutException {
    FixedChannelPool pool = pool(endpoint);
    Future<Channel> future = pool.acquire();
    if (!future.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException();
    }
    Channel channel = future.getNow();
    if (channel == null) {
      throw new IOException("no channel", future.cause());
    }
    channel.attr(HOME).setIfAbsent(pool);
    return channel;
  }

  @Override
  Resource resource(Channel lease) {
    return lease.attr(RESOURCE).get();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // were it to fail, the next acquire would
  public void release(Channel lease) {
    lease.attr(HOME).get().release(lease);
  }

  @Override
  public void close() {
    super.close();
    listener.close().syncUninterruptibly();
    loops.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class Connecting extends AbstractChannelPoolHandler {

    private final Endpoint endpoint;

    Connecting(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public void channelCreated(Channel channel) throws IOException {
      channel.attr(RESOURCE).set(connect(endpoint));
    }
  }

  @ChannelHandler.Sharable
  private static final class Silence extends ChannelInboundHandlerAdapter {}
}
