/** What data outside a job is called. */
@NullMarked
package io.tributary.connectors.datasets;

import org.jspecify.annotations.NullMarked;
