package io.tributary.jobs.metrics;

import java.util.List;

/**
 * A metric that is not made by a step of ours, under the name that Prometheus knows it by.
 *
 * @param labels those that tell its series apart, with commas between
 */
record OthersMetric(String name, String type, String unit, String labels, String meaning) {
  private static final String JOB = "flink_jobmanager_job_";
  private static final String TASK = "flink_taskmanager_job_task_";
  private static final String OPERATOR = TASK + "operator_";
  private static final String OF_A_JOB = "job_name";
  private static final String OF_A_STEP = "job_name, operator_name, subtask_index";

  /** Flink's own, those of them that somebody on call needs. */
  static final List<OthersMetric> FLINK =
      List.of(
          new OthersMetric(
              "flink_jobmanager_numRegisteredTaskManagers",
              "gauge",
              "task managers",
              "host",
              "that the job manager knows"),
          job(
              "runningTime",
              "gauge",
              "milliseconds",
              "for which the job has been running; 0 while it isn't"),
          job("numRestarts", "gauge", "restarts", "since the job was submitted"),
          job("numberOfCompletedCheckpoints", "gauge", "checkpoints", "completed since then"),
          job("numberOfFailedCheckpoints", "gauge", "checkpoints", "failed since then"),
          job("lastCheckpointDuration", "gauge", "milliseconds", "that the newest one took"),
          job("lastCheckpointSize", "gauge", "bytes", "that the newest one has written"),
          job("lastCheckpointFullSize", "gauge", "bytes", "of the whole state in it"),
          step(
              "pendingRecords",
              "gauge",
              "records",
              "of the input that have not been read: the lag; -1 where a task has no partition"),
          step(
              "watermarkLag",
              "gauge",
              "milliseconds",
              "that an input's watermark is behind the clock; there once it has one"),
          step(
              "currentEmitEventTimeLag",
              "gauge",
              "milliseconds",
              "that the record read last is behind the clock"),
          step("numRecordsSend", "counter", "records", "written to a topic"),
          step(
              "numRecordsSendErrors",
              "counter",
              "records",
              "that Kafka refused; the job restarts then"),
          task("busyTimeMsPerSecond", "milliseconds a second", "for which the task works"),
          task(
              "backPressuredTimeMsPerSecond",
              "milliseconds a second",
              "for which it waits for the task behind it"));

  /** The analytics API's; a test in {@code analytics-api} compares them with what it tells. */
  static final List<OthersMetric> API =
      List.of(
          api("requests_total", "counter", "answers", "route, status", "given"),
          api("request_seconds", "histogram", "seconds", "route", "that answers took"),
          api(
              "part_up",
              "gauge",
              "0, 1",
              "part",
              "whether what it learns from answers: `lake`, `kafka`, `flink`; parts that are off are not there"),
          api(
              "lake_read_timestamp_seconds",
              "gauge",
              "seconds since 1970",
              "",
              "when it last looked at the lake"),
          api("lake_files", "gauge", "files", "feed", "that it reads"),
          api(
              "lake_newest_file_timestamp_seconds",
              "gauge",
              "seconds since 1970",
              "feed",
              "when the newest of them was written: the feed's freshness for readers"),
          api(
              "lake_bytes",
              "gauge",
              "bytes",
              "dataset",
              "of all visible files of a dataset below `lake.path`, looked at once a minute (object stores: every 15)"),
          api("lake_unreadable_files", "gauge", "files", "", "that are there but can't be read"),
          api("questions", "gauge", "questions", "", "that the lake's mirror is being asked"),
          api("listeners", "gauge", "listeners", "", "to live events"));

  /** What the analytics API tells of Kafka, which it asks every ten seconds. */
  static final List<OthersMetric> KAFKA =
      List.of(
          kafka("brokers", "brokers", "", "that are there"),
          kafka(
              "under_replicated_partitions",
              "partitions",
              "",
              "that have fewer replicas in step than they should"),
          kafka(
              "offline_partitions",
              "partitions",
              "",
              "without a leader: nobody can read or write them"),
          kafka(
              "topic_end_offsets",
              "offsets",
              "topic",
              "written to it, a transaction's markers too: its rate is what comes in"),
          kafka("topic_offsets_kept", "offsets", "topic", "since the first that is kept"),
          kafka(
              "topic_bytes",
              "bytes",
              "topic",
              "that it takes on all brokers' disks; this and those below take the right Describe on the cluster"),
          kafka("disk_bytes", "bytes", "broker, path", "of the disk that a broker's folder is on"),
          kafka("disk_free_bytes", "bytes", "broker, path", "of it that are free"));

  private static OthersMetric job(String name, String type, String unit, String meaning) {
    return new OthersMetric(JOB + name, type, unit, OF_A_JOB, meaning);
  }

  private static OthersMetric step(String name, String type, String unit, String meaning) {
    return new OthersMetric(OPERATOR + name, type, unit, OF_A_STEP, meaning);
  }

  private static OthersMetric task(String name, String unit, String meaning) {
    return new OthersMetric(
        TASK + name, "gauge", unit, "job_name, task_name, subtask_index", meaning);
  }

  private static OthersMetric kafka(String name, String unit, String labels, String meaning) {
    return new OthersMetric("tributary_kafka_" + name, "gauge", unit, labels, meaning);
  }

  private static OthersMetric api(
      String name, String type, String unit, String labels, String meaning) {
    return new OthersMetric("tributary_analytics_" + name, type, unit, labels, meaning);
  }
}
