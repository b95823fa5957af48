package io.tributary.benchmarks.process;

/**
 * What a whole process took, from its start to its end.
 *
 * @param exitCode 0 when it did what it was asked
 * @param cpuSeconds its own and its children's
 * @param peakMemory the most it held, in bytes
 */
public record Cost(int exitCode, double wallSeconds, double cpuSeconds, long peakMemory) {}
