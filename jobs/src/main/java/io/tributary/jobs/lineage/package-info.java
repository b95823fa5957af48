/** What a job reads and writes, as OpenLineage tells it. */
@NullMarked
package io.tributary.jobs.lineage;

import org.jspecify.annotations.NullMarked;
