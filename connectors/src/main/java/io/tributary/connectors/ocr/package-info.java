/** Documents in an inbox (PDF, PNG, JPEG), read and turned into invoices. */
@NullMarked
package io.tributary.connectors.ocr;

import org.jspecify.annotations.NullMarked;
