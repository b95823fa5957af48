"""Executes the DAG files as one of Airflow's releases would. As a program it prints the shell's part of each task.

    dag_files.py RELEASE VARIABLES PARAMS

VARIABLES and PARAMS are JSON objects. It prints a JSON object: DAG.task to {"command", "environment"}, templates rendered.
"""

import importlib
import json
import os
import sys

import jinja2

import stub_airflow

FOLDER = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../airflow/dags"))
FILES = sorted(each for each in os.listdir(FOLDER) if each.endswith(".py"))


def load(release):
    """All DAGs, by their ids."""
    stub_airflow.install(release, FOLDER)
    names = [each[: -len(".py")] for each in FILES]
    for name in names:
        sys.modules.pop(name, None)
    for name in names:
        importlib.import_module(name)
    return stub_airflow.dags


class Variables:
    """What templates call var.value."""

    @staticmethod
    def get(key, default):
        return stub_airflow.variables.get(key, default)


def render(task, params, run_id="manual__1"):
    """A task's arguments, the templated ones rendered."""
    context = {"var": {"value": Variables}, "params": params, "run_id": run_id}
    return {
        name: rendered(value, context) if name in task.template_fields else value
        for name, value in task.arguments.items()
    }


def rendered(value, context):
    if isinstance(value, dict):
        return {key: rendered(each, context) for key, each in value.items()}
    return jinja2.Environment(undefined=jinja2.StrictUndefined).from_string(value).render(context)


def main(release, variables, params):
    dags = load(release)
    stub_airflow.variables.update(json.loads(variables))
    commands = {}
    for dag_id, dag in dags.items():
        values = {name: param.default for name, param in dag.arguments.get("params", {}).items()}
        values.update(json.loads(params))
        for task_id, task in dag.tasks.items():
            if "bash_command" in task.arguments:
                arguments = render(task, values)
                commands[f"{dag_id}.{task_id}"] = {
                    "command": arguments["bash_command"],
                    "environment": arguments["env"],
                }
    json.dump(commands, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
