/** Services that are asked by HTTP, and that may answer slowly, hugely or with lies. */
@NullMarked
package io.tributary.connectors.http;

import org.jspecify.annotations.NullMarked;
