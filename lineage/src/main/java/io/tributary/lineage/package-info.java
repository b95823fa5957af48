/**
 * Tells a lineage backend when a job begins and how it ends, from the job manager. Its classes must
 * be on Flink's own class path: {@code docs/lineage.md} says why.
 */
@NullMarked
package io.tributary.lineage;

import org.jspecify.annotations.NullMarked;
