/** Observations and forecasts of Open-Meteo, asked for within quotas and kept as they came. */
@NullMarked
package io.tributary.connectors.openmeteo;

import org.jspecify.annotations.NullMarked;
