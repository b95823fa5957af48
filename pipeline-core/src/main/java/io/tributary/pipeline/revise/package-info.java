/** Records of which a newer version replaces the older, and aggregates that follow them. */
@NullMarked
package io.tributary.pipeline.revise;

import org.jspecify.annotations.NullMarked;
