package io.tributary.pipeline.enrich;

import java.io.Serializable;

/** How a feed adds to its records what it knows besides: at once, or by asking elsewhere. */
public sealed interface Enrichment<T, E> extends Serializable permits Enricher, AsyncEnricher {}
