package io.tributary.pipeline.revise;

/**
 * The newest version of a record, in state.
 *
 * @param number counts up from 1
 * @param high the upper half of the content's fingerprint
 * @param low the lower half
 * @param contribution what it has added to aggregates
 */
public record Version(int number, long high, long low, Contribution contribution) {}
