"""From sources to the store: what is new waits, what has changed waits again, the rest is left as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from grader.errors import InputError
from grader.runs.places import bytes_at
from grader.runs.records import Entry, compact
from grader.runs.store import Known, Store

_MANY = 500
"""Entries looked up and kept at once."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing found."""

    all: int
    new: int
    changed: int
    gone: int
    """Submissions of the run that none of the sources has any more; their grades are kept."""


def enlist(store: Store, entries: Iterable[Entry], on_progress: Callable[[int], None] = lambda _: None) -> Listed:
    """Bring the store up to the sources. It can be cut short at any point, and done again."""
    listing = store.next_listing()
    seen = new = changed = 0
    for some in _some(entries):
        known = store.known([e.identity for e in some])
        fresh = [e for e in some if e.identity not in known]
        other = [(known[e.identity].id, e) for e in some if _has_changed(known.get(e.identity), e)]
        altered = {id_ for id_, _ in other}
        same = [k.id for k in known.values() if k.id not in altered]
        store.enlist(fresh, other, same, listing)
        again = [(known[e.identity].id, e) for e in some if _differs(known.get(e.identity), e)]
        if again:
            store.seen_again([(id_, e) for id_, e in again if id_ not in altered])
        seen, new, changed = seen + len(some), new + len(fresh), changed + len(other)
        on_progress(seen)
    return Listed(seen, new, changed, store.gone(listing))


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
        return "its content has changed"
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
    """A few at a time, each identity once in all of them."""
    rest = iter(entries)
    while some := list(islice(rest, _MANY)):
        yield list({e.identity: e for e in some}.values())
