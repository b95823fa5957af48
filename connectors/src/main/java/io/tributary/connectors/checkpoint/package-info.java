/** Whether a job's checkpoints complete. */
@NullMarked
package io.tributary.connectors.checkpoint;

import org.jspecify.annotations.NullMarked;
