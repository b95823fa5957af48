/** Writes damaged files of the lake anew. */
@NullMarked
package io.tributary.cli.repair;

import org.jspecify.annotations.NullMarked;
