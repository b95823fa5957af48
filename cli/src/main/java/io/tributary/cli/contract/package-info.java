/**
 * What the contracts say of the feeds, for those who check or replay what a job has done. No class
 * of a job is used here, so that a fault of the job can't hide itself.
 */
@NullMarked
package io.tributary.cli.contract;

import org.jspecify.annotations.NullMarked;
