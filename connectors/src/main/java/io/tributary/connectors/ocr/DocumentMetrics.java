package io.tributary.connectors.ocr;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The names of the operational metrics of documents. */
final class DocumentMetrics {
  /** Documents that were read, whatever came of it. */
  static final String READ = "documents_read";

  /** Those among them that went to review. */
  static final String REVIEW = "documents_in_review";

  /** Documents that had been taken before, under whatever name. */
  static final String DUPLICATE = "documents_duplicate";

  final Counter read;
  final Counter review;
  final Counter duplicate;

  DocumentMetrics(MetricGroup group) {
    read = group.counter(READ);
    review = group.counter(REVIEW);
    duplicate = group.counter(DUPLICATE);
  }
}
