"""``manifest.json``: what a run was made by and of, to read and to file. Written from the store, which alone counts."""

from __future__ import annotations

import hashlib
import json

from grader.reporters.write import write_whole
from grader.runs.manifest import made_of
from grader.runs.records import STATES
from grader.runs.spec import rubric_of
from grader.runs.store import Store

FILE = "manifest.json"


def write_manifest(store: Store) -> None:
    """Put it into the run's folder; `UsageError` where that cannot be."""
    manifest, tally = store.manifest, store.tally()
    rubric = rubric_of(manifest.settings)
    settings = manifest.settings.model_dump(mode="json", exclude={"rubric"})
    counts: dict[str, int] = {s: tally[s] for s in STATES}
    found: dict[str, object] = {
        "format": manifest.format,
        "signature": manifest.signature,
        "made_by": dict(made_of(manifest.signature)),
        "rubric": {
            "id": rubric.id,
            "version": rubric.version,
            "sha256": hashlib.sha256(manifest.settings.rubric.encode()).hexdigest(),
        },
        "settings": {**settings, **manifest.reading.model_dump(mode="json")},
        "sources": [{"words": s.words, "at": s.at} for s in manifest.sources],
        "submissions": {"all": tally.all, **counts, "sha256": digest(store)},
    }
    text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    write_whole(store.folder / FILE, text.encode("utf-8", "replace"))


def digest(store: Store) -> str:
    """SHA-256 over the names and contents of all that were graded, in the order of their names."""
    whole = hashlib.sha256()
    for name, sha256 in store.contents():
        whole.update(f"{sha256} {name}\n".encode("utf-8", "replace"))
    return whole.hexdigest()
