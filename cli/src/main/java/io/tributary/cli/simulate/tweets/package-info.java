/** Simulated tweets. */
@NullMarked
package io.tributary.cli.simulate.tweets;

import org.jspecify.annotations.NullMarked;
