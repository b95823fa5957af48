/** Simulated weather. */
@NullMarked
package io.tributary.cli.simulate.weather;

import org.jspecify.annotations.NullMarked;
