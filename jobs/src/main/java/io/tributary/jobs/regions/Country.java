package io.tributary.jobs.regions;

/**
 * A country, as invoices are counted by.
 *
 * @param code ISO 3166-1, two letters; of the Channel Islands, which have none together, M49's
 *     number 830
 * @param name in English, as Unicode's CLDR has it
 * @param region M49's: Africa, Americas, Asia, Europe or Oceania; of Antarctica itself
 * @param subregion M49's intermediate region where there is one, else its subregion, as {@link
 *     Regions} has it
 * @param continent one of seven: the region, but North and South America
 * @param currency ISO 4217, what is paid with now; empty for Antarctica, which has none
 */
public record Country(
    String code, String name, String region, String subregion, String continent, String currency) {}
