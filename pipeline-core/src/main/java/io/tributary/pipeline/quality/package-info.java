/**
 * How many records a feed may reject, find late or leave without enrichment before somebody must
 * look.
 */
package io.tributary.pipeline.quality;
