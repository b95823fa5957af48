/** Elasticsearch as a store. */
@NullMarked
package io.tributary.connectors.search;

import org.jspecify.annotations.NullMarked;
