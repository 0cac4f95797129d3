"""From sources to the store: what is new waits, what has changed waits again, the rest is left as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from grader.errors import InputError
from grader.runs.places import bytes_at
from grader.runs.records import Entry, Known, compact
from grader.runs.store import Store

_MANY = 500
"""Entries looked up and kept at once."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing found."""

    all: int
    new: int
    changed: int
    gone: int
    """Submissions that none of the sources has any more: their grades are kept, and they are no part of the run."""


def enlist(
    store: Store,
    entries: Iterable[Entry],
    on_progress: Callable[[int], None] = lambda _: None,
    *,
    whole: Callable[[], bool] = lambda: True,
) -> Listed:
    """Bring the store up to the sources. It can be cut short at any point, and done again.

    ``whole`` says, at the end, whether the entries were those of all sources: then what is not among them is no part of
    the run.
    """
    listing = store.next_listing()
    seen = new = changed = 0
    for some in _some(entries):
        known = store.known([e.identity for e in some])
        places = {e.identity: seen + n for n, e in enumerate(some)}
        fresh = _named_apart(store, [e for e in some if e.identity not in known])
        altered = [e for e in some if _has_changed(known.get(e.identity), e)]
        other = {e.identity for e in altered}
        store.enlist(
            [(places[e.identity], e) for e in fresh],
            [(places[e.identity], known[e.identity].id, e) for e in altered],
            [(places[i], k.id) for i, k in known.items() if i not in other],
            listing,
        )
        again = [e for e in some if e.identity not in other and _differs(known.get(e.identity), e)]
        if again:
            store.seen_again([(known[e.identity].id, e) for e in again])
        seen, new, changed = seen + len(some), new + len(fresh), changed + len(altered)
        on_progress(seen)
    if whole():
        store.end_listing(listing)
    return Listed(seen, new, changed, store.gone())


def _named_apart(store: Store, entries: list[Entry]) -> list[Entry]:
    """The entries under names that no other submission of the run has: ``talk.vtt``, ``talk.vtt (2)``."""
    taken = store.taken([e.name for e in entries])
    apart = []
    for entry in entries:
        name, n = entry.name, 1
        while name in taken or (n > 1 and store.taken([name])):
            n += 1
            name = f"{entry.name} ({n})"
        taken.add(name)
        apart.append(entry if n == 1 else replace(entry, name=name))
    return apart


def explained(store: Store | None, entries: Iterable[Entry], retry: bool = False) -> Iterator[tuple[str, str]]:
    """Of each submission that would be graded its name and why: ``new``, ``changed``, ``not done yet``, ``retried``."""
    for some in _some(entries):
        known = store.known([e.identity for e in some]) if store is not None else {}
        for entry in some:
            reason = _why(known.get(entry.identity), entry, retry)
            if reason is not None:
                yield entry.name, reason


def _why(known: Known | None, entry: Entry, retry: bool) -> str | None:
    if known is None:
        return "new"
    if _has_changed(known, entry):
        return "it has changed"
    if known.state == "waiting":
        return "not done yet"
    return f"it {known.state.replace('_', ' ')} before" if retry and known.state in ("failed", "timed_out") else None


def _has_changed(known: Known | None, entry: Entry) -> bool:
    """A file that was merely touched, or put back from a backup, is read to see that it is the same."""
    if known is None or known.stamp == entry.stamp:
        return False
    if entry.place["kind"] != "file" or known.sha256 is None:
        return True
    try:
        return hashlib.sha256(bytes_at(entry.place, entry.name)).hexdigest() != known.sha256
    except InputError:
        return True


def _differs(known: Known | None, entry: Entry) -> bool:
    return known is not None and (known.stamp != entry.stamp or known.place != compact(entry.place))


def _some(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """A few at a time, each identity once in all of them, as it came first."""
    rest = iter(entries)
    while some := list(islice(rest, _MANY)):
        first: dict[str, Entry] = {}
        for entry in some:
            first.setdefault(entry.identity, entry)
        yield list(first.values())
