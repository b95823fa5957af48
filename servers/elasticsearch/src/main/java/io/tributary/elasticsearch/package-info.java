/** Elasticsearch, for tests. */
@NullMarked
package io.tributary.elasticsearch;

import org.jspecify.annotations.NullMarked;
