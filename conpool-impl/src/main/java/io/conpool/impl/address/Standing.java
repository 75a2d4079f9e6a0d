package io.conpool.impl.address;

/**
 * How an address stands among others that are as good by rank.
 *
 * @param aside whether it is set aside, so that it is tried after those that are not
 * @param load how many connections there are to it, those under way included
 */
record Standing(boolean aside, int load) {

  static final Standing UNKNOWN = new Standing(false, 0);
}
