package io.tributary.connectors.lake;

/**
 * A complete file of rows that no reader sees yet. Part of the state: fields may be added, but
 * neither renamed nor removed.
 *
 * @param dataset the dataset's name
 * @param date the rows' date, such as {@code 2025-12-19}
 * @param path where it lies
 * @param rows how many rows it has
 * @param bytes about how large it is
 * @param checkpoint the checkpoint whose rows it holds
 */
public record StagedFile(
    String dataset, String date, String path, long rows, long bytes, long checkpoint) {}
