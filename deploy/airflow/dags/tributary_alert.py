"""Tells people that a task has failed for good: by webhook, by e-mail, or by both."""

import json
import logging
import urllib.request
from html import escape

from airflow_release import variable

LOG = logging.getLogger(__name__)
SECONDS = 10


def alert(context):
    """Called by Airflow when a task has no attempts left."""
    instance = context["task_instance"]
    text = (
        f"{instance.dag_id}.{instance.task_id} failed for good in run {context['run_id']}:"
        f" {context.get('exception')}"
    )
    ways = {
        post: variable("tributary_alert_webhook"),
        mail: variable("tributary_alert_email"),
    }
    if not any(ways.values()):
        LOG.error(
            "nobody is told: set the Variable tributary_alert_webhook or tributary_alert_email. %s",
            text,
        )
    for way, address in ways.items():
        if address:
            try:
                way(address, text, getattr(instance, "log_url", ""))
            except Exception:  # one way must not block the other; the task has failed anyway
                LOG.exception("the alert didn't go out by %s. %s", way.__name__, text)


def post(url, text, log_url):
    """As Slack, Mattermost and Teams take it: a JSON object with a text."""
    if not url.startswith(("http://", "https://")):
        raise ValueError("tributary_alert_webhook is no http or https address")
    body = json.dumps({"text": f"{text}\n{log_url}"}).encode()
    request = urllib.request.Request(
        url, data=body, headers={"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=SECONDS):
        pass


def mail(addresses, text, log_url):
    """Through the SMTP server of Airflow's own configuration."""
    from airflow.utils.email import send_email

    send_email(
        [each.strip() for each in addresses.split(",")],
        f"Tributary: {text[:100]}",
        f"<p>{escape(text)}</p><p><a href='{escape(log_url)}'>log</a></p>",
    )
