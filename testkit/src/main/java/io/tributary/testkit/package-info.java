/** Real services for the demo and the tests: nothing here is a stand-in. */
@NullMarked
package io.tributary.testkit;

import org.jspecify.annotations.NullMarked;
