"""The one place where Tributary's command line is built, for every DAG.

Values come from Airflow's Variables into the command's environment, and the shell puts them into
the command line from there: whatever is in a value, it stays one argument. The password stays in
the environment, since others can read command lines; Airflow masks it by its name.
"""

from datetime import datetime, timedelta, timezone

from airflow_release import BashOperator
from tributary_alert import alert

# No day is made up for (catchup), so any day in the past will do.
START = datetime(2025, 1, 1, tzinfo=timezone.utc)

# A run that is killed goes on from its last checkpoint, so another attempt is always safe.
DEFAULTS = {
    "owner": "tributary",
    "retries": 3,
    "retry_delay": timedelta(minutes=2),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=30),
    "execution_timeout": timedelta(hours=3),
    "on_failure_callback": alert,
}


def _variable(name, default=""):
    return "{{ var.value.get('%s', '%s') }}" % (name, default)


ENVIRONMENT = {
    "TRIBUTARY_HOME": _variable("tributary_home", "/opt/tributary"),
    "TRIBUTARY_CONFIG": _variable("tributary_config", "/etc/tributary/invoices.properties"),
    # What is installed is built.
    "TRIBUTARY_BUILD": "off",
    "OCR_INBOX_PATH": _variable("ocr_inbox_path"),
    "OCR_API_URL": _variable("ocr_api_url"),
    "OCR_USERNAME": _variable("ocr_username"),
    # The job reads it from here itself.
    "INVOICES_OCR_PASSWORD": _variable("ocr_password"),
}

# A Variable that isn't set leaves its option out.
INGEST = " ".join(
    [
        'exec "$TRIBUTARY_HOME/tributary" run invoices --bounded "--config=$TRIBUTARY_CONFIG"',
        '${OCR_INBOX_PATH:+"--invoices.ocr.path=$OCR_INBOX_PATH"}',
        '${OCR_API_URL:+"--invoices.ocr.api-url=$OCR_API_URL"}',
        '${OCR_USERNAME:+"--invoices.ocr.username=$OCR_USERNAME"}',
    ]
)

CHECK = " ".join(
    [
        'exec "$TRIBUTARY_HOME/tributary" check invoices --json "--config=$TRIBUTARY_CONFIG"',
        '${CHECK_DATE:+"--date=$CHECK_DATE"}',
    ]
)


def tributary(task_id, command, **options):
    """A task that runs a command of Tributary's."""
    environment = {**ENVIRONMENT, **options.pop("environment", {})}
    return BashOperator(
        task_id=task_id, bash_command=command, env=environment, append_env=True, **options
    )
