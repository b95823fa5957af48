/** Invoices as people and programs would write them, and the five places where they turn up. */
@NullMarked
package io.tributary.cli.simulate.invoices;

import org.jspecify.annotations.NullMarked;
