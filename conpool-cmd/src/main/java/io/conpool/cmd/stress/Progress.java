package io.conpool.cmd.stress;

/** Is told from time to time how far a run has got. */
interface Progress {

  /** Of so many messages so many are done, so many of those in vain. */
  void at(long done, long failed, long total);

  /** The run is over. */
  void over();

  /** For when nobody watches. */
  Progress NONE =
      new Progress() {
        @Override
        public void at(long done, long failed, long total) {}

        @Override
        public void over() {}
      };
}
