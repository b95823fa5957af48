/** The classifier in TensorFlow's own operations, and a server of it for tests. */
@NullMarked
package io.tributary.tensorflow;

import org.jspecify.annotations.NullMarked;
