package io.tributary.connectors.files;

/**
 * A file that is being read, and how far it has been.
 *
 * @param sha256 in hexadecimal
 * @param offset where the next record begins, in bytes of the unpacked file; 0 at its beginning
 * @param number of the next line or element, from 1; 0 at the file's beginning; below 0 when the
 *     element of that number was the last one that could be told
 */
record Reading(FileVersion file, String sha256, Encoding encoding, long offset, long number) {}
