"""What the page loads when it is asked for: columns of numbers, names and details, as scripts.

A page that is opened from a disk may load scripts and nothing else. Each is one call, ``part("name", "...")``, with
packed bytes as base64; so whatever words of others are in them, they are no more than letters and digits to a browser.
All are in the order of the figures, by name.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.reporters.wording import one_line, plain, shorten
from grader.runs.grading import unpack
from grader.runs.records import Kept
from grader.runs.report.figures import Figures
from grader.runs.store import Store

NAMES = 4096
"""Names in a script."""
DETAILS = 100
"""Submissions whose details are in a script."""
_LONGEST = 160
_CAP = 300
_LEVEL = 6
_AHEAD = 8
"""Scripts that may wait to be packed."""


@dataclass(frozen=True, slots=True)
class Column:
    """Whole numbers of at least 0, or -1 where there is nothing; ``per`` of them are one unit."""

    name: str
    values: NDArray[Any]
    per: int = 1


def columns_of(figures: Figures) -> tuple[list[Column], list[list[int]]]:
    """The columns that the list is sorted and filtered by; and of ``warnings`` what each number stands for.

    There are few combinations of warnings, so the column has the number of a combination.
    """
    combinations, which = np.unique(figures.warnings, return_inverse=True)
    codes = [[n for n in range(64) if int(bits) >> n & 1] for bits in combinations]
    totals = np.where(figures.applicable, figures.totals, np.nan)
    return [
        Column("state", figures.states),
        Column("band", np.where(figures.applicable, figures.bands, -1)),
        Column("total", _whole(totals, 10), 10),
        *(
            Column(f"d{n}", _whole(np.where(figures.applicable, figures.dimensions[:, n], np.nan), 10), 10)
            for n in range(figures.dimensions.shape[1])
        ),
        Column("words", figures.words),
        Column("certainty", _whole(np.where(figures.applicable, figures.certainty, np.nan), 100), 100),
        Column("kind", figures.kinds),
        Column("warnings", which),
    ], codes


def _whole(values: NDArray[Any], per: int) -> NDArray[np.int32]:
    return np.where(np.isnan(values), -1, np.rint(np.nan_to_num(values.astype(np.float64)) * per)).astype(np.int32)


def shown_name(name: str) -> str:
    """A name for a list: one line, and of a very long one the beginning and the end."""
    line = one_line(name) or "submission"
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 3]}…{line[-2 * _LONGEST // 3 + 1 :]}"


def write_data(store: Store, figures: Figures, folder: Path) -> None:
    """All scripts, into this folder. No more than some hundred submissions are held at a time.

    The store must be as it was when the figures were read.
    """
    folder.mkdir()
    for column in columns_of(figures)[0]:
        values = np.minimum(column.values.astype(np.int64), 2**31 - 1).astype("<i4")
        small = values.astype("<i2") if not len(values) or values.max() < 2**15 else values
        _write(folder, f"c-{column.name}", small.tobytes())
    for n, start in enumerate(range(0, figures.size, NAMES)):
        names = [shown_name(name) for name in figures.names[start : start + NAMES]]
        _write(folder, f"n-{n}", _json(names).encode("utf-8", "replace"))
    with ThreadPoolExecutor(2) as threads:  # packing lets others work meanwhile
        jobs: deque[Future[None]] = deque()
        for n, content in enumerate(_details(store, figures)):
            jobs.append(threads.submit(_write, folder, f"d-{n}", content))
            if len(jobs) > _AHEAD:
                jobs.popleft().result()
        for job in jobs:
            job.result()


def _details(store: Store, figures: Figures) -> Iterator[bytes]:
    """JSON lists of details. What the store has as JSON goes in as it is: to read it would take long."""
    submissions = zip(store.all(), figures.ids, strict=True)
    while some := list(islice(submissions, DETAILS)):
        yield f"[{','.join(_detail(store, kept, int(id_)) for kept, id_ in some)}]".encode("utf-8", "replace")


def _detail(store: Store, kept: Kept, id_: int) -> str:
    """``f``, ``s`` and ``w`` as `grader.runs.detail` has them in ``d``; ``n``: what to do next as [criterion, gain];
    ``c``: caps; ``p``: criteria that were not probed. Or ``r``: the reason that there is none of it.
    """
    if kept.id != id_:
        raise ValueError("the run was changed while its report was made")
    if kept.row is None:
        return _json({"r": plain(kept.reason or "")})
    row = json.loads(kept.row)
    more = {
        "n": row.get("next_steps", []),
        "c": [shorten(cap, _CAP) for cap in row["caps"]],
        "p": [criterion for criterion, _level, _most, _credit, not_probed, *_ in row["levels"] if not_probed],
    }
    return f'{_json(more)[:-1]},"d":{unpack(store.detail(kept.id))}}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _write(folder: Path, name: str, content: bytes) -> None:
    packed = base64.b64encode(zlib.compress(content, _LEVEL))
    with (folder / f"{name}.js").open("wb") as file:
        file.writelines((b'part("', name.encode(), b'","', packed, b'")\n'))
