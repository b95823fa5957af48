/** A standalone Flink cluster on this machine. */
@NullMarked
package io.tributary.cli.cluster;

import org.jspecify.annotations.NullMarked;
