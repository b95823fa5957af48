"""
### New documents

Waits until a document (PDF, PNG, JPEG) lies in the inbox, then has `multi_source_ingestion_factures` run: the invoices
job reads documents beside its other sources, and only one may work with its state at a time. When that has ended, it
waits again.

**Variables**: `ocr_inbox_path`, the folder, as the workers see it (needed). The job moves what it has read out of it.
"""

import os
import time
from datetime import timedelta

from airflow_release import DAG, PythonSensor, TriggerDagRunOperator
from tributary_command import DEFAULTS, START

DOCUMENTS = (".pdf", ".png", ".jpg", ".jpeg")

# Longer than the job itself waits for a document to be written to its end.
SETTLED_SECONDS = 15


def has_documents(inbox):
    """Whether there is a document that has not changed for a while, in the folder or below."""
    if not inbox:
        raise ValueError("the Variable ocr_inbox_path is not set: give it the folder of documents")
    if not os.path.isdir(inbox):
        raise NotADirectoryError(
            f"ocr_inbox_path: {inbox} is no folder that this worker sees: correct it, or mount the folder"
        )
    newest = time.time() - SETTLED_SECONDS
    for folder, below, names in os.walk(inbox):
        below[:] = [each for each in below if not each.startswith(".")]
        for name in names:
            path = os.path.join(folder, name)
            if name.lower().endswith(DOCUMENTS) and not name.startswith(".") and is_older(path, newest):
                return True
    return False


def is_older(path, moment):
    try:
        return not os.path.islink(path) and os.stat(path).st_mtime <= moment
    except FileNotFoundError:  # a job that runs has just moved it
        return False


with DAG(
    dag_id="ocr_batch_pipeline",
    description="Has invoices read when there are new documents",
    doc_md=__doc__,
    # The next run begins, and waits, as soon as one has ended.
    schedule="@continuous",
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["tributary", "invoices", "ocr"],
):
    wait_for_documents = PythonSensor(
        task_id="wait_for_documents",
        python_callable=has_documents,
        op_kwargs={"inbox": "{{ var.value.get('ocr_inbox_path', '') }}"},
        # Between two looks it takes no worker's place.
        mode="reschedule",
        poke_interval=60,
        # Time without documents is no failure. It can't be a skipped run (soft_fail) after a while either: a wrong
        # inbox would be skipped as well, again and again, and nobody told.
        timeout=timedelta(days=3650).total_seconds(),
        execution_timeout=timedelta(minutes=5),
    )

    ingest = TriggerDagRunOperator(
        task_id="ingest",
        trigger_dag_id="multi_source_ingestion_factures",
        conf={"documents": "{{ run_id }}"},
        wait_for_completion=True,
        poke_interval=30,
        # The run that it starts has its own attempts; another run after those have failed would only begin them anew.
        retries=0,
        execution_timeout=timedelta(hours=12),
    )

    wait_for_documents >> ingest
