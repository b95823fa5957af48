package io.tributary.cli.audit;

import java.util.List;

/**
 * A version of a record, as lake and topic show it.
 *
 * @param identity what all its versions have in common
 * @param number counts up from 1
 * @param origin where it was read
 * @param rank a version never ranks below the one before; always the same where the order of
 *     reading decides
 * @param says all that the record said, each value in a form that is equal for equal ones
 */
record Version(String identity, int number, String origin, long rank, List<String> says) {}
