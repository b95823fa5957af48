/** Programs that measure the whole job; those of single steps lie in the steps' own packages. */
@NullMarked
package io.tributary.benchmarks;

import org.jspecify.annotations.NullMarked;
