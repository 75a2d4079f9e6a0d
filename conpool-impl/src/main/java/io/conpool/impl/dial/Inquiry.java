package io.conpool.impl.dial;

import io.conpool.impl.address.AddressTiers;
import io.conpool.spi.AddressFamily;
import java.util.List;

/** The question for the addresses of one hop, whose answer is told to the endpoint too. */
interface Inquiry {

  /** Is told the answer, at once or on another thread. */
  interface Hearer {

    /** Somebody who has asked for others. */
    Hearer NOBODY =
        new Hearer() {
          @Override
          public void some(AddressTiers addresses) {}

          @Override
          public void all(AddressTiers addresses) {}

          @Override
          public void none(Throwable cause) {}
        };

    /** These are known, and the rest takes its time; may come several times, each with all. */
    void some(AddressTiers addresses);

    /** These there are; once, unless there is {@link #none}. */
    void all(AddressTiers addresses);

    /** There are none, or nobody can tell. */
    void none(Throwable cause);
  }

  /** What is to be asked for: each family by itself if the resolver can tell them apart. */
  List<AddressFamily> families();

  /** Asks. */
  void ask(AddressFamily family, long timeoutNanos, Hearer hearer);

  /** Asks anew unless the answer is fresh, for the endpoint to know. */
  void refresh(AddressFamily family, long timeoutNanos);
}
