/** The invoices feed. */
@NullMarked
package io.tributary.jobs.invoices;

import org.jspecify.annotations.NullMarked;
