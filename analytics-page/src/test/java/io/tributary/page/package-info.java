@NullMarked
package io.tributary.page;

import org.jspecify.annotations.NullMarked;
