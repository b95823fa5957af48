package io.tributary.cli.audit;

import java.util.List;

/**
 * A version of a record, as lake and topic show it.
 *
 * @param key the one that it has in the topic
 * @param identity what all its versions have in common
 * @param number counts up from 1
 * @param origin where it was read
 * @param receivedMillis when it came in, in milliseconds since the epoch
 * @param rank a version never ranks below the one before; always the same where the order of
 *     reading decides
 * @param says all that the record said, each value in a form that is equal for equal ones
 */
record Version(
    String key,
    String identity,
    int number,
    String origin,
    long receivedMillis,
    long rank,
    List<String> says) {}
