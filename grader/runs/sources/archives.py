"""ZIP archives: their members are submissions. Nothing is unpacked to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from grader.runs.manifest import Reading
from grader.runs.places import opened
from grader.runs.records import Entry
from grader.runs.sources.names import LONGEST, identity_of, printable, problem, wanted

SUFFIX = ".zip"


def entries(archive: str, name: str, reading: Reading) -> Iterator[Entry]:
    """The members, in the archive's order, but folders and what systems leave in archives."""
    try:
        with opened(archive) as file, zipfile.ZipFile(file) as members:
            for index, member in enumerate(members.infolist()):
                path = member.filename
                last = path.rpartition("/")[2]
                if member.is_dir() or path.startswith("__MACOSX/") or last.startswith((".", "~$")):
                    continue
                if not wanted(path, reading):
                    continue
                # A name may come twice in an archive: its number tells the members apart.
                place = {"kind": "member", "archive": archive, "member": index, "name": path}
                stamp = f"{member.file_size}:{member.CRC:08x}"
                shown = printable(f"{name}/{path}")[:LONGEST]
                identity = identity_of(f"{archive}/{path}#{index}")
                yield Entry(identity, shown, place, min(member.file_size, 2**40), stamp)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as e:
        yield problem(archive, name, f"is no ZIP archive that can be read ({e})", "make the archive again")
    except OSError as e:
        yield problem(archive, name, f"cannot be read ({e.strerror or e})")
