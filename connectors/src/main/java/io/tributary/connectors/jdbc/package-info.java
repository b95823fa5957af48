/** Tables of databases, read row by row. */
@NullMarked
package io.tributary.connectors.jdbc;

import org.jspecify.annotations.NullMarked;
