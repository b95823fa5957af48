package io.tributary.connectors.ocr;

import io.tributary.pipeline.Metric;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The operational metrics of documents. */
public final class DocumentMetrics {
  static final Metric READ =
      Metric.counter("documents_read", "documents", "read, whatever came of it");

  static final Metric REVIEW =
      Metric.counter(
          "documents_in_review", "documents", "those among them that were laid aside for a person");

  static final Metric DUPLICATE =
      Metric.counter(
          "documents_duplicate", "documents", "that had been taken before, under whatever name");

  /** All of them. */
  public static final List<Metric> ALL = List.of(READ, REVIEW, DUPLICATE);

  final Counter read;
  final Counter review;
  final Counter duplicate;

  DocumentMetrics(MetricGroup group) {
    read = READ.countIn(group);
    review = REVIEW.countIn(group);
    duplicate = DUPLICATE.countIn(group);
  }
}
