/** Texts as newspapers, forums and phones would send them, in French, English and Arabic. */
@NullMarked
package io.tributary.cli.simulate.texts;

import org.jspecify.annotations.NullMarked;
