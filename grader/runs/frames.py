"""Messages between a run and its workers: a few byte strings each, so that nothing has to be unpickled."""

from __future__ import annotations

import struct
from typing import BinaryIO

_COUNT = struct.Struct(">B")
_LENGTH = struct.Struct(">I")


def write_frame(stream: BinaryIO, *parts: bytes) -> None:
    """Send one message."""
    stream.write(b"".join((_COUNT.pack(len(parts)), *(_LENGTH.pack(len(p)) for p in parts), *parts)))
    stream.flush()


def read_frame(stream: BinaryIO) -> list[bytes] | None:
    """The next message; None at the end of the stream, also where it ends inside a message."""
    count = stream.read(_COUNT.size)
    if len(count) < _COUNT.size:
        return None
    header = stream.read(_LENGTH.size * count[0])
    if len(header) < _LENGTH.size * count[0]:
        return None
    parts = []
    for (length,) in _LENGTH.iter_unpack(header):
        part = stream.read(length)
        if len(part) < length:
            return None
        parts.append(part)
    return parts
