"""What a damaged ZIP archive raises, by what of it is damaged: DOCX and XLSX are such archives."""

from __future__ import annotations

import zipfile
import zlib

BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
)


def flaw(error: Exception) -> str:
    """What is wrong with the archive, in words that follow its name."""
    return "is encrypted" if "password" in str(error) else "is a damaged archive"
