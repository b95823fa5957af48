/** The lake as commands ask it. */
@NullMarked
package io.tributary.cli.lake;

import org.jspecify.annotations.NullMarked;
