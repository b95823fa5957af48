import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import types
import unittest
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import dag_files
import stub_airflow

PASSWORD = "s3cret $(id) ' \""


class Dags(unittest.TestCase):
    """Run once for each release."""

    release = os.environ["AIRFLOW_RELEASE"]

    def setUp(self):
        self.dags = dag_files.load(self.release)
        self.ingestion = self.dags["multi_source_ingestion_factures"]
        self.analytics = self.dags["batch_analytics_factures"]
        self.documents = self.dags["ocr_batch_pipeline"]

    def test_have_the_ids_that_people_know(self):
        self.assertEqual(
            {"multi_source_ingestion_factures", "batch_analytics_factures", "ocr_batch_pipeline"}, set(self.dags)
        )

    def test_are_loaded_as_the_release_that_is_meant(self):
        self.assertEqual(self.release == "3", "airflow.sdk" in sys.modules)

    def test_run_one_at_a_time_and_make_up_for_nothing(self):
        for dag_id, dag in self.dags.items():
            self.assertEqual(1, dag.arguments["max_active_runs"], dag_id)
            self.assertIs(False, dag.arguments["catchup"], dag_id)
            self.assertIsNotNone(dag.arguments["start_date"].tzinfo, dag_id)
            self.assertIn("###", dag.arguments["doc_md"], dag_id)

    def test_have_their_schedules(self):
        self.assertEqual("15 0 * * *", self.ingestion.arguments["schedule"])
        self.assertIsNone(self.analytics.arguments["schedule"])
        self.assertEqual("@continuous", self.documents.arguments["schedule"])

    def test_have_their_tasks_in_order(self):
        def order(dag):
            return {task_id: task.downstream for task_id, task in dag.tasks.items()}

        self.assertEqual({"ingest": ["start_analytics"], "start_analytics": []}, order(self.ingestion))
        self.assertEqual({"check": []}, order(self.analytics))
        self.assertEqual({"wait_for_documents": ["ingest"], "ingest": []}, order(self.documents))

    def test_start_each_other(self):
        analytics = self.ingestion.tasks["start_analytics"].arguments
        self.assertEqual("batch_analytics_factures", analytics["trigger_dag_id"])
        self.assertFalse(self.analytics.arguments["is_paused_upon_creation"])
        ingestion = self.documents.tasks["ingest"].arguments
        self.assertEqual("multi_source_ingestion_factures", ingestion["trigger_dag_id"])
        self.assertTrue(ingestion["wait_for_completion"])

    def test_repeat_what_fails_more_and_more_slowly_and_then_tell(self):
        import tributary_alert

        for dag in self.dags.values():
            for task_id, task in dag.tasks.items():
                arguments = task.arguments
                begins_another_dags_attempts = dag is self.documents and task_id == "ingest"
                self.assertEqual(0 if begins_another_dags_attempts else 3, arguments["retries"], task_id)
                self.assertTrue(arguments["retry_exponential_backoff"], task_id)
                self.assertLess(arguments["retry_delay"], arguments["max_retry_delay"], task_id)
                self.assertIs(tributary_alert.alert, arguments["on_failure_callback"], task_id)
                self.assertLessEqual(arguments["execution_timeout"], timedelta(hours=12), task_id)

    def test_take_no_workers_place_while_they_wait(self):
        sensor = self.documents.tasks["wait_for_documents"].arguments
        self.assertEqual("reschedule", sensor["mode"])
        # It would skip a wrong inbox as well.
        self.assertFalse(sensor.get("soft_fail", False))

    def test_take_a_day_or_none(self):
        pattern = self.analytics.arguments["params"]["date"].pattern
        for good in ("", "2026-11-25"):
            self.assertTrue(re.search(pattern, good), good)
        for bad in ("yesterday", "2026-11-25; id", "2026-11"):
            self.assertFalse(re.search(pattern, bad), bad)

    def test_refuse_an_argument_that_is_misspelt(self):
        with self.assertRaisesRegex(TypeError, "BashOperator knows no retry"):
            with self.ingestion:
                import airflow_release

                airflow_release.BashOperator(task_id="t", bash_command="true", retry=3)


class Commands(unittest.TestCase):
    def setUp(self):
        self.dags = dag_files.load(os.environ["AIRFLOW_RELEASE"])

    def words(self, dag, task, params=None):
        """The command line and the environment of the program that the task's shell becomes."""
        arguments = dag_files.render(self.dags[dag].tasks[task], params or {"date": ""})
        self.assertTrue(arguments["append_env"])
        with tempfile.TemporaryDirectory() as home:
            program = os.path.join(home, "tributary")
            with open(program, "w") as file:
                file.write(f"#!{sys.executable}\nimport json, os, sys\n")
                file.write("json.dump([sys.argv[1:], dict(os.environ)], sys.stdout)\n")
            os.chmod(program, 0o755)
            environment = {**os.environ, **arguments["env"], "TRIBUTARY_HOME": home}
            said = subprocess.run(
                ["bash", "-c", arguments["bash_command"]], env=environment, stdout=subprocess.PIPE, check=True
            )
        return json.loads(said.stdout)

    def test_name_only_the_configuration_when_no_variable_is_set(self):
        words, environment = self.words("multi_source_ingestion_factures", "ingest")
        self.assertEqual(
            ["run", "invoices", "--bounded", "--config=/etc/tributary/invoices.properties"],
            words,
        )
        self.assertEqual("off", environment["TRIBUTARY_BUILD"])
        # A variable that is empty counts as not there.
        self.assertEqual("", environment["INVOICES_OCR_PASSWORD"])

    def test_name_what_the_variables_say_whatever_it_is(self):
        wild = "/srv/in box/$(touch /tmp/x)'\"; exit 1 #{{ params }}"
        stub_airflow.variables.update(
            ocr_inbox_path=wild,
            ocr_api_url="https://ocr.example/v1?a=b&c",
            ocr_username="factures",
            ocr_password=PASSWORD,
            tributary_config="/etc/other.yaml",
        )
        words, environment = self.words("multi_source_ingestion_factures", "ingest")
        self.assertEqual(
            [
                "run",
                "invoices",
                "--bounded",
                "--config=/etc/other.yaml",
                "--invoices.ocr.path=" + wild,
                "--invoices.ocr.api-url=https://ocr.example/v1?a=b&c",
                "--invoices.ocr.username=factures",
            ],
            words,
        )
        self.assertEqual(PASSWORD, environment["INVOICES_OCR_PASSWORD"])

    def test_check_every_day_or_one(self):
        words, _ = self.words("batch_analytics_factures", "check")
        self.assertEqual(["check", "invoices", "--json", "--config=/etc/tributary/invoices.properties"], words)
        words, _ = self.words("batch_analytics_factures", "check", {"date": "2026-11-25"})
        self.assertEqual("--date=2026-11-25", words[-1])

    def test_hold_no_password(self):
        for dag in self.dags.values():
            for task in dag.tasks.values():
                self.assertNotIn("assword", task.arguments.get("bash_command", ""))


class Documents(unittest.TestCase):
    def setUp(self):
        dag = dag_files.load(os.environ["AIRFLOW_RELEASE"])["ocr_batch_pipeline"]
        self.has_documents = dag.tasks["wait_for_documents"].arguments["python_callable"]
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def drop(self, name, age):
        path = os.path.join(self.folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w"):
            pass
        os.utime(path, (time.time() - age,) * 2)

    def test_are_seen_once_they_are_written(self):
        self.assertFalse(self.has_documents(self.folder.name))
        self.drop("scan.PDF", 0)
        self.assertFalse(self.has_documents(self.folder.name))
        self.drop("scan.PDF", 60)
        self.assertTrue(self.has_documents(self.folder.name))

    def test_may_lie_deeper(self):
        self.drop("2026/11/scan.jpeg", 60)
        self.assertTrue(self.has_documents(self.folder.name))

    def test_are_no_hidden_or_other_files(self):
        for name in (".scan.pdf", ".trash/scan.pdf", "scan.pdf.part", "notes.txt"):
            self.drop(name, 60)
        os.symlink("/bin/sh", os.path.join(self.folder.name, "link.pdf"))
        self.assertFalse(self.has_documents(self.folder.name))

    def test_need_an_inbox(self):
        with self.assertRaisesRegex(ValueError, "ocr_inbox_path is not set"):
            self.has_documents("")
        with self.assertRaisesRegex(NotADirectoryError, "/nowhere is no folder"):
            self.has_documents("/nowhere")


class Alert(unittest.TestCase):
    def setUp(self):
        dag_files.load(os.environ["AIRFLOW_RELEASE"])
        import tributary_alert

        self.alert = tributary_alert.alert
        self.context = {
            "task_instance": types.SimpleNamespace(
                dag_id="batch_analytics_factures", task_id="check", log_url="http://airflow/log"
            ),
            "run_id": "scheduled__2026-11-25",
            "exception": "exit code 1 <b>",
        }
        self.mails = []
        module = types.ModuleType("airflow.utils.email")
        module.send_email = lambda *arguments: self.mails.append(arguments)
        sys.modules["airflow.utils"] = types.ModuleType("airflow.utils")
        sys.modules["airflow.utils.email"] = module

    def post(self, status):
        """Alerts a server that answers with a status, and returns what it was sent."""
        got = []

        class Hook(BaseHTTPRequestHandler):
            def do_POST(self):
                got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *arguments):
                pass

        server = HTTPServer(("127.0.0.1", 0), Hook)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            stub_airflow.variables["tributary_alert_webhook"] = f"http://127.0.0.1:{server.server_port}/hook"
            self.alert(self.context)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        return got

    def test_says_what_failed_and_where_its_log_is(self):
        (sent,) = self.post(200)
        self.assertEqual(
            "batch_analytics_factures.check failed for good in run scheduled__2026-11-25: exit code 1 <b>\nhttp://airflow/log",
            sent["text"],
        )

    def test_goes_out_by_mail_although_the_webhook_fails(self):
        stub_airflow.variables["tributary_alert_email"] = "ops@example.com, night@example.com"
        with self.assertLogs("tributary_alert", "ERROR") as logged:
            self.post(500)
        self.assertIn("didn't go out by post", logged.output[0])
        ((to, subject, body),) = self.mails
        self.assertEqual(["ops@example.com", "night@example.com"], to)
        self.assertIn("check failed", subject)
        self.assertIn("exit code 1 &lt;b&gt;", body)

    def test_says_in_the_log_when_nobody_is_told(self):
        with self.assertLogs("tributary_alert", "ERROR") as logged:
            self.alert(self.context)
        self.assertIn("set the Variable tributary_alert_webhook", logged.output[0])

    def test_goes_to_no_other_address(self):
        stub_airflow.variables["tributary_alert_webhook"] = "file:///etc/passwd"
        with self.assertLogs("tributary_alert", "ERROR") as logged:
            self.alert(self.context)
        self.assertIn("no http or https address", logged.output[0])


if __name__ == "__main__":
    unittest.main()
