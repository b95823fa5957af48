/** What {@code ./tributary} runs: one class a command. */
@NullMarked
package io.tributary.cli;

import org.jspecify.annotations.NullMarked;
