"""Stands in for Airflow, which the build can't install: DAG files are executed with it and recorded.

Modules lie where the given release has them, and nowhere else. Classes take the arguments that the real ones take, by
their documentation (2.9 to 3.1), and refuse others.
"""

import sys
import types

DAG_ARGUMENTS = set(
    "dag_id description schedule start_date end_date catchup max_active_runs max_active_tasks default_args tags doc_md"
    " params is_paused_upon_creation dagrun_timeout on_failure_callback on_success_callback render_template_as_native_obj"
    " user_defined_macros fail_fast".split()
)
TASK_ARGUMENTS = set(
    "task_id owner retries retry_delay retry_exponential_backoff max_retry_delay execution_timeout on_failure_callback"
    " on_retry_callback on_success_callback pool pool_slots trigger_rule do_xcom_push doc_md depends_on_past queue"
    " priority_weight".split()
)
SENSOR_ARGUMENTS = set("poke_interval timeout mode soft_fail exponential_backoff max_wait".split())

dags = {}
variables = {}


class DAG:
    current = None

    def __init__(self, **arguments):
        refuse_others("DAG", arguments, DAG_ARGUMENTS)
        self.arguments = arguments
        self.tasks = {}
        if arguments["dag_id"] in dags:
            raise ValueError(f"two DAGs are called {arguments['dag_id']}")
        if arguments["schedule"] == "@continuous" and arguments["max_active_runs"] != 1:
            raise ValueError("@continuous takes max_active_runs=1 only")
        dags[arguments["dag_id"]] = self

    def __enter__(self):
        DAG.current = self
        return self

    def __exit__(self, *failure):
        DAG.current = None


class Param:
    def __init__(self, default, *, description=None, type=None, pattern=None):
        self.default = default
        self.pattern = pattern


class Operator:
    own_arguments = set()
    template_fields = ()

    def __init__(self, **arguments):
        refuse_others(type(self).__name__, arguments, TASK_ARGUMENTS | self.own_arguments)
        self.arguments = {**DAG.current.arguments.get("default_args", {}), **arguments}
        self.downstream = []
        DAG.current.tasks[arguments["task_id"]] = self

    def __rshift__(self, other):
        self.downstream.append(other.arguments["task_id"])
        return other


class BashOperator(Operator):
    own_arguments = set("bash_command env append_env cwd output_encoding skip_on_exit_code".split())
    template_fields = ("bash_command", "env", "cwd")


class TriggerDagRunOperator(Operator):
    own_arguments = set(
        "trigger_dag_id trigger_run_id conf logical_date reset_dag_run wait_for_completion poke_interval allowed_states"
        " failed_states skip_when_already_exists deferrable".split()
    )
    template_fields = ("trigger_dag_id", "trigger_run_id", "conf")


class PythonSensor(Operator):
    own_arguments = SENSOR_ARGUMENTS | set("python_callable op_args op_kwargs templates_dict".split())
    template_fields = ("templates_dict", "op_args", "op_kwargs")


class Variable2:
    @staticmethod
    def get(key, default_var=None, deserialize_json=False):
        return variables.get(key, default_var)


class Variable3:
    @staticmethod
    def get(key, default=None, deserialize_json=False):
        return variables.get(key, default)


def refuse_others(name, arguments, known):
    others = sorted(set(arguments) - known)
    if others:
        raise TypeError(f"{name} knows no {', '.join(others)}")


MODULES = {
    "2": {
        "airflow": {"DAG": DAG},
        "airflow.models": {"Variable": Variable2},
        "airflow.models.param": {"Param": Param},
        "airflow.operators": {},
        "airflow.operators.bash": {"BashOperator": BashOperator},
        "airflow.operators.trigger_dagrun": {"TriggerDagRunOperator": TriggerDagRunOperator},
        "airflow.sensors": {},
        "airflow.sensors.python": {"PythonSensor": PythonSensor},
    },
    "3": {
        "airflow": {},
        "airflow.sdk": {"DAG": DAG, "Param": Param, "Variable": Variable3},
        "airflow.providers": {},
        "airflow.providers.standard": {},
        "airflow.providers.standard.operators": {},
        "airflow.providers.standard.operators.bash": {"BashOperator": BashOperator},
        "airflow.providers.standard.operators.trigger_dagrun": {"TriggerDagRunOperator": TriggerDagRunOperator},
        "airflow.providers.standard.sensors": {},
        "airflow.providers.standard.sensors.python": {"PythonSensor": PythonSensor},
    },
}


def install(release, folder):
    """Makes it what `import airflow` finds, as that release, with the folder of DAG files beside."""
    for name in [each for each in sys.modules if each.split(".")[0] == "airflow"]:
        del sys.modules[name]
    for name, contents in MODULES[release].items():
        module = types.ModuleType(name)
        module.__path__ = []
        module.__dict__.update(contents)
        sys.modules[name] = module
    sys.path.insert(0, folder)
    dags.clear()
    variables.clear()
