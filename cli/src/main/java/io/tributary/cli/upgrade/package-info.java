/** One scripted upgrade of a running job. */
@NullMarked
package io.tributary.cli.upgrade;

import org.jspecify.annotations.NullMarked;
