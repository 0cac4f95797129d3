"""What a command needs beside what grading needs."""

from __future__ import annotations

from importlib import import_module

from grader.errors import UsageError


def need_sklearn(what: str) -> None:
    """UsageError where scikit-learn, which ``what`` needs, is not installed."""
    try:
        import_module("sklearn")
    except ModuleNotFoundError as e:
        raise UsageError(f"{what} needs scikit-learn, which is not installed: pip install 'grader[train]'") from e
