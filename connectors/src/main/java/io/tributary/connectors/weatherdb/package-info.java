/** The database of weather: where it is, and its tables. */
@NullMarked
package io.tributary.connectors.weatherdb;

import org.jspecify.annotations.NullMarked;
