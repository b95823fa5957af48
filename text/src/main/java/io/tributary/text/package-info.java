/** What a text says of itself: its clean form, its language, its words, what it is about. */
@NullMarked
package io.tributary.text;

import org.jspecify.annotations.NullMarked;
