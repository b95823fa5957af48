/** Realistic records, each a pure function of its parameters, and the commands that send them. */
@NullMarked
package io.tributary.cli.simulate;

import org.jspecify.annotations.NullMarked;
