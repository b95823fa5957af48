/**
 * Writes rows to a store after the checkpoint that holds them, again and again until it takes them.
 */
@NullMarked
package io.tributary.connectors.upsert;

import org.jspecify.annotations.NullMarked;
