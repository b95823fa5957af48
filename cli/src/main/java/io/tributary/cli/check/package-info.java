/**
 * Proves from the lake alone that its aggregates are what its records come to. No class of a job
 * adds anything up here, so that a fault of the job can't hide itself.
 */
@NullMarked
package io.tributary.cli.check;

import org.jspecify.annotations.NullMarked;
