/** The tweets feed. */
@NullMarked
package io.tributary.jobs.tweets;

import org.jspecify.annotations.NullMarked;
