"""What a command needs beside what grading needs."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from grader.errors import UsageError


def need_sklearn(what: str) -> None:
    """UsageError where scikit-learn, which ``what`` needs, is not installed."""
    try:
        import_module("sklearn")
    except ModuleNotFoundError as e:
        raise UsageError(f"{what} needs scikit-learn, which is not installed: pip install 'grader[train]'") from e


def need_batch(what: str, *modules: str) -> None:
    """UsageError where one of these modules, which ``what`` needs, is not installed."""
    _need(what, modules, "batch")


def need_calibrate(what: str, *modules: str) -> None:
    """The same of what calibrating needs."""
    _need(what, modules, "calibrate")


def _need(what: str, modules: Sequence[str], extra: str) -> None:
    for module in modules:
        try:
            import_module(module)
        except ModuleNotFoundError as e:
            raise UsageError(f"{what} needs {module}, which is not installed: pip install 'grader[{extra}]'") from e
