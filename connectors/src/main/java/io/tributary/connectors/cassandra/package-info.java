/** Cassandra as a store. */
@NullMarked
package io.tributary.connectors.cassandra;

import org.jspecify.annotations.NullMarked;
