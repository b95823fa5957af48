"""
### Invoices of every source, once a day

Runs the invoices job, bounded: it reads whatever has come in from all configured sources (Kafka, files, database, API,
documents), from where the last run stopped up to now, commits it to the lake and the topics, leaves a savepoint and
ends. Then `batch_analytics_factures` is started.

**Repeatable.** A run that finds nothing new changes nothing, and one that was killed is finished by the next. So a
failed run is simply cleared, and missed days need no runs of their own: the next run reads what they would have
(`catchup` is off). The job is the only one that may work with its state: never run it elsewhere at the same time. A
second one is refused.

**Variables** (all optional): `tributary_home` (`/opt/tributary`), `tributary_config`
(`/etc/tributary/invoices.properties`), `ocr_inbox_path`, `ocr_api_url`, `ocr_username`, `ocr_password`,
`tributary_alert_webhook`, `tributary_alert_email`.

More in `docs/scheduling.md`.
"""

from airflow_release import DAG, TriggerDagRunOperator
from tributary_command import DEFAULTS, INGEST, START, tributary

with DAG(
    dag_id="multi_source_ingestion_factures",
    description="Reads the invoices of every source up to now",
    doc_md=__doc__,
    # After midnight UTC, when the day is over.
    schedule="15 0 * * *",
    start_date=START,
    catchup=False,
    # Runs share one state: those that others start meanwhile wait for their turn.
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["tributary", "invoices"],
):
    ingest = tributary("ingest", INGEST)

    # Neither a dataset nor a sensor: runs that are started for documents have no date in common with the other DAG's.
    start_analytics = TriggerDagRunOperator(
        task_id="start_analytics",
        trigger_dag_id="batch_analytics_factures",
        conf={"ingestion": "{{ run_id }}"},
    )

    ingest >> start_analytics
