package io.tributary.connectors.jdbc;

/**
 * Where a row stands in the order in which a table is read.
 *
 * @param cursor its cursor, as {@link CursorType} writes it
 * @param key its key, as the database writes it
 */
public record RowPlace(String cursor, String key) {}
