"""What Airflow 3 has elsewhere than Airflow 2 (2.9 or newer), under one name each."""

try:
    from airflow.sdk import DAG, Param, Variable

    def variable(name):
        """A Variable's value; an empty text when nobody has set it."""
        return Variable.get(name, default="") or ""

except ImportError:
    from airflow import DAG
    from airflow.models import Variable
    from airflow.models.param import Param

    def variable(name):
        """A Variable's value; an empty text when nobody has set it."""
        return Variable.get(name, default_var="") or ""


try:
    from airflow.providers.standard.operators.bash import BashOperator
    from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
    from airflow.providers.standard.sensors.python import PythonSensor
except ImportError:
    from airflow.operators.bash import BashOperator
    from airflow.operators.trigger_dagrun import TriggerDagRunOperator
    from airflow.sensors.python import PythonSensor

__all__ = ["DAG", "BashOperator", "Param", "PythonSensor", "TriggerDagRunOperator", "variable"]
