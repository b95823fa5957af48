/** The texts feed's models: made, and measured. */
@NullMarked
package io.tributary.cli.texts;

import org.jspecify.annotations.NullMarked;
