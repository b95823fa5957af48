/** What REST Countries knows of a country. */
@NullMarked
package io.tributary.connectors.countries;

import org.jspecify.annotations.NullMarked;
