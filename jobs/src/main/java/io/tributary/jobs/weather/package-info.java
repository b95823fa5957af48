/** The weather feed. */
@NullMarked
package io.tributary.jobs.weather;

import org.jspecify.annotations.NullMarked;
