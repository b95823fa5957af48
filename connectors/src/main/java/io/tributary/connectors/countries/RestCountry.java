package io.tributary.connectors.countries;

/**
 * A country as REST Countries describes it. What it doesn't say is empty.
 *
 * @param code ISO 3166-1, two letters
 * @param name its common name in English
 * @param region {@code Europe}, {@code Americas}; of Antarctica {@code Antarctic}
 * @param subregion REST Countries' own, which is not M49's
 * @param continent {@code Europe}, {@code North America}; the first if there are several
 * @param currency ISO 4217; the first if there are several
 */
public record RestCountry(
    String code, String name, String region, String subregion, String continent, String currency) {}
