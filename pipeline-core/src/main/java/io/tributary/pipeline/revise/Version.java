package io.tributary.pipeline.revise;

/**
 * The newest version of a record, in state. Fields may be added, not taken away: what savepoints
 * hold must go on restoring, and has 0 for them.
 *
 * @param number counts up from 1
 * @param high the upper half of the content's fingerprint
 * @param low the lower half
 * @param contribution what it has added to aggregates
 * @param rank the version's among all of the record's: the highest is the newest
 */
public record Version(int number, long high, long low, Contribution contribution, long rank) {}
