/** Sources outside Kafka that are asked for records again and again. */
@NullMarked
package io.tributary.connectors.collect;

import org.jspecify.annotations.NullMarked;
