"""Rebuild the labelled texts from local clones: rebuild.py MIRRORS OUT [DATASET]

MIRRORS/owner+name/repo is a bare clone of each repository that the data set's list names: talks.json, where there is one, or texts.json. DATASET
is the folder of this file unless given. A text is taken at its commit, or at HEAD where the clone has another history, cut to the section or lines
that were labelled, and written only if it has the SHA-256 of the labelled text. Entries without a source are the project's own, and lie here.
"""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = re.compile(r"(?P<repo>[^@]+)@(?P<commit>\w+):(?P<path>.*?)(?: \((?P<part>(?:section|lines) .*)\))?$")
HEADING = re.compile(r"(#+)\s")


def section(lines: list[str], name: str) -> list[str]:
    """The heading that holds ``name``, and all below it up to the next heading of its level or above."""
    fenced, start, level = False, None, 0
    for n, line in enumerate(lines):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        heading = None if fenced else HEADING.match(line)
        if heading is None:
            continue
        if start is None:
            bare = re.sub(r"[^\w ]", "", line).strip()
            if bare.startswith(name) or name in line:
                start, level = n, len(heading[1])
        elif len(heading[1]) <= level:
            return lines[start:n]
    return [] if start is None else lines[start:]


def candidates(text: str, part: str | None) -> Iterator[str]:
    """The labelled part, as it may have ended when it was labelled."""
    if part is None:
        yield text
        return
    lines = text.split("\n")
    if part.startswith("lines "):
        first, last = map(int, part.removeprefix("lines ").split("-"))
        chosen = lines[first - 1 : last]
    else:
        chosen = section(lines, part.removeprefix("section "))
    whole = "\n".join(chosen)
    for form in (whole, whole.strip()):
        yield form
        yield form + "\n"


def content(clone: Path, commit: str, path: str) -> str | None:
    """The file at the commit, or at HEAD."""
    for revision in (commit, "HEAD"):
        shown = subprocess.run(["git", "--git-dir", str(clone), "show", f"{revision}:{path}"], capture_output=True, check=False)
        if shown.returncode == 0:
            return shown.stdout.decode("utf-8")
    return None


def pointers(dataset: Path) -> list[dict[str, str]]:
    """The entries of the data set that lie elsewhere; ValueError where one would be written to another folder."""
    listed = dataset / "talks.json"
    entries = json.loads((listed if listed.exists() else dataset / "texts.json").read_text(encoding="utf-8"))
    found = [entry for entry in entries if entry.get("source")]
    for entry in found:
        if Path(entry["file"]).name != entry["file"]:
            raise ValueError(f"{entry['id']}: {entry['file']!r} is no name of a file")
    return found


def main(mirrors: Path, out: Path, dataset: Path = HERE) -> int:
    """Write what can be rebuilt; the number of texts that could not be."""
    out.mkdir(parents=True, exist_ok=True)
    entries = pointers(dataset)
    missing = 0
    for entry in entries:
        found = SOURCE.match(entry["source"])
        text = found and content(mirrors / found["repo"].replace("/", "+") / "repo", found["commit"], found["path"])
        forms = candidates(text, found["part"]) if found and text else iter(())
        for form in forms:
            if hashlib.sha256(form.encode()).hexdigest() == entry["sha256"]:
                (out / entry["file"]).write_text(form, encoding="utf-8", newline="")
                break
        else:
            missing += 1
            print(f"{entry['id']}: not rebuilt from {entry['source']}", file=sys.stderr)
    print(f"{len(entries) - missing} of {len(entries)} texts in {out}")
    return missing


if __name__ == "__main__":
    sys.exit(1 if main(*map(Path, sys.argv[1:4])) else 0)
