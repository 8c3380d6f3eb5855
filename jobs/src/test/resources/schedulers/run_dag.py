"""Runs the DAG file of argument 1 with stand-ins for Airflow that note what it declares."""

import runpy
import sys
import types


class AirflowException(Exception):
    pass


class AirflowFailException(AirflowException):
    pass


class Variable:
    @staticmethod
    def get(name, default_var=None):
        return default_var


class Node:
    def __init__(self, function):
        self.function = function

    def __call__(self):
        return self

    def __rshift__(self, other):
        order.append((self.function.__name__, other.function.__name__))
        return other


order = []
declared = {}
commands = []
codes = []


def dag(**arguments):
    declared.update(arguments)
    return lambda function: function


class Completed:
    def __init__(self, returncode):
        self.returncode = returncode


def fake_run(command, cwd, check):
    commands.append((command, cwd))
    return Completed(codes.pop(0))


def module(name, **members):
    made = types.ModuleType(name)
    made.__dict__.update(members)
    sys.modules[name] = made


module("airflow")
module("airflow.decorators", dag=dag, task=Node)
module(
    "airflow.exceptions",
    AirflowException=AirflowException,
    AirflowFailException=AirflowFailException,
)
module("airflow.models", Variable=Variable)
module("pendulum", datetime=lambda *date, tz: date)

members = runpy.run_path(sys.argv[1])
members["subprocess"].run = fake_run
assert order == [("sweep", "train")], order
assert declared["max_active_runs"] == 1 and declared["catchup"] is False, declared


def outcome(code):
    codes.append(code)
    try:
        members["stride"]("sweep", "x.conf")
        return None
    except Exception as error:
        return type(error)


assert outcome(0) is None
assert outcome(75) is AirflowException
assert outcome(20) is AirflowFailException
assert commands[0][0][:3] == ["scripts/stride", "sweep", "x.conf"], commands
