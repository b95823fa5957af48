/** Support tickets as people would write them. */
@NullMarked
package io.tributary.cli.simulate.tickets;

import org.jspecify.annotations.NullMarked;
