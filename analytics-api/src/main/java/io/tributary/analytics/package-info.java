/** The analytics API: what the lake's committed files say, over HTTP. */
@NullMarked
package io.tributary.analytics;

import org.jspecify.annotations.NullMarked;
