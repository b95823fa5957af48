"""
### The figures of invoices, proved

Started by `multi_source_ingestion_factures` after each run. The aggregates themselves (`curated/analytics/{date}`,
Parquet and JSON) are written by the job, together with the invoices; this DAG proves them: it adds up the newest
version of every invoice in the clean zone and compares that, to the last digit, with the newest revisions of the curated
zone, by country, region, payment mode, source and in all, in both formats. It fails when they differ, and when an
invoice's version is missing or there twice.

The task's result (`XCom`, `return_value`) is a JSON object with the verdict, the totals by currency and the differences.

The same as a table: `tributary check invoices` by hand, where the lake can be reached.

**By hand**: with `date` (such as `2026-11-25`) one day of issue is compared instead of all. It only reads the lake.

Attempts are repeated since a job that runs meanwhile publishes the zones one after the other. What to do when it fails
for good: `docs/scheduling.md`.
"""

from datetime import timedelta

from airflow_release import DAG, Param
from tributary_command import CHECK, DEFAULTS, START, tributary

with DAG(
    dag_id="batch_analytics_factures",
    description="Proves the aggregates of invoices from the lake",
    doc_md=__doc__,
    schedule=None,
    start_date=START,
    catchup=False,
    max_active_runs=1,
    # Whoever starts it by another DAG would wait for nothing.
    is_paused_upon_creation=False,
    default_args={**DEFAULTS, "execution_timeout": timedelta(hours=1)},
    params={
        "date": Param(
            "",
            type="string",
            pattern="^(\\d{4}-\\d{2}-\\d{2})?$",
            description="One day of issue, UTC; empty for every day",
        )
    },
    tags=["tributary", "invoices"],
):
    tributary("check", CHECK, environment={"CHECK_DATE": "{{ params.date }}"})
