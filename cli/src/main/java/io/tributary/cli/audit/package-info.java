/**
 * Proves from Kafka and the lake alone that nothing was lost or doubled. No class of a job is used
 * here, so that a fault of the job can't hide itself.
 */
@NullMarked
package io.tributary.cli.audit;

import org.jspecify.annotations.NullMarked;
