"""A weekly sweep, then a training with the best settings it found; for Airflow 2.4 or newer.

Copy this file into the DAGs folder and set the variable stride_home to where this repository is on
the workers. Exit code 75 says that a job was stopped and that the same command goes on with it, so
the task is tried again. After 2 (settings), 20 (diverged) and the others, trying again would not
help, so the task fails at once.
"""

from __future__ import annotations

import subprocess
from datetime import timedelta

import pendulum
from airflow.decorators import dag, task
from airflow.exceptions import AirflowException, AirflowFailException
from airflow.models import Variable

STOPPED = 75


def stride(*arguments: str) -> None:
    """Runs one verb of Stride; its JSON lines become the task's log."""
    home = Variable.get("stride_home", default_var="/opt/stride")
    command = ["scripts/stride", *arguments, "--if-changed", "--log", "json"]
    code = subprocess.run(command, cwd=home, check=False).returncode
    if code == STOPPED:
        raise AirflowException("stopped before the end; the next try goes on")
    if code != 0:
        raise AirflowFailException(f"{' '.join(command)} ended with {code}")


@dag(
    dag_id="stride_sweep",
    schedule="0 4 * * 0",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    # A second sweep in the same folder would be refused.
    max_active_runs=1,
    default_args={
        "retries": 3,
        "retry_delay": timedelta(minutes=5),
        "execution_timeout": timedelta(hours=6),
    },
    tags=["stride"],
)
def stride_sweep():
    """Sweep over workers and sync periods, then train the best."""

    @task
    def sweep() -> None:
        stride("sweep", "conf/sweeps/workers-x-period.conf")

    @task
    def train() -> None:
        stride("train", "sweeps/workers-x-period/best.conf")

    sweep() >> train()


stride_sweep()
