"""Rows of tables brought to the tasks that stand for them: a table can only be read from its start."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from grader.errors import GraderError
from grader.runs.manifest import Reading
from grader.runs.places import bytes_at, is_here
from grader.runs.records import Task
from grader.runs.sources.tables import TableRow, rows


def with_rows(tasks: Iterable[Task], reading: Reading) -> Iterator[Task]:
    """The tasks; those that are rows with their content, as long as the row is there."""
    table, number = "", 0
    found: Iterator[TableRow] = iter(())
    for task in tasks:
        if task.place["kind"] != "row":
            yield task
            continue
        wanted = task.place["number"]
        if task.place["table"] != table or wanted <= number:
            table, number, found = task.place["table"], 0, rows(task.place["table"], reading)
        content = None
        try:
            for row in found:
                number = row.number
                if number >= wanted:
                    # A table that was written anew meanwhile may have another row here.
                    content = row.content if number == wanted and row.stamp == task.stamp else None
                    break
        except GraderError:
            raise
        except Exception:  # noqa: BLE001  whatever a file system raises: the row cannot be had, and that is said
            found = iter(())
        yield task if content is None else dataclasses.replace(task, content=content)


def with_content(task: Task) -> Task:
    """The task with the bytes of a file of this machine, for a worker on another; without, where they cannot be had:
    then its worker finds out the same.
    """
    if task.content is not None or not is_here(task.place):
        return task
    return dataclasses.replace(task, content=bytes_at(task.place, task.name))
