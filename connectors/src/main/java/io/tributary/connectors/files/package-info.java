/** An inbox: a watched folder of files whose records are collected. */
@NullMarked
package io.tributary.connectors.files;

import org.jspecify.annotations.NullMarked;
