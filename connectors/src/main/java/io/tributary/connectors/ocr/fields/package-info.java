/**
 * An invoice's fields, found in what was read of a document. It knows words and where they stand,
 * and nothing of how they were read.
 */
@NullMarked
package io.tributary.connectors.ocr.fields;

import org.jspecify.annotations.NullMarked;
