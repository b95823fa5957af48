package io.tributary.cli.simulate.invoices;

/**
 * Somebody who is sent invoices.
 *
 * @param id such as {@code C-10023}
 * @param name as he or she writes it
 */
record Customer(String id, String name, Country country) {}
