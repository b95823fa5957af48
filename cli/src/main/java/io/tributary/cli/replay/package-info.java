/** Sends dead letters through their feed again. */
@NullMarked
package io.tributary.cli.replay;

import org.jspecify.annotations.NullMarked;
