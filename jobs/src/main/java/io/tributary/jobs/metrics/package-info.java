/** The page on operational metrics. */
package io.tributary.jobs.metrics;
