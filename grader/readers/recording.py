"""Which recording a file is, told from its first bytes: sound and film are heard, not read."""

from __future__ import annotations

from pathlib import Path

HEAD = 4096
"""Bytes of a file that tell what it is: two frames of MP3 or AAC fit in."""
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1aE\xdf\xa3", "a Matroska or WebM recording"),
    (b"ID3\x02", "an MP3 recording"),
    (b"ID3\x03", "an MP3 recording"),
    (b"ID3\x04", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
)
_RIFF = {b"WAVE": "a WAV recording", b"AVI ": "an AVI recording"}
_PICTURES = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")
"""Brands of files that are laid out like MP4 and hold pictures."""
_KBITS = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
"""Bit rates of layer III in kbit/s: of MPEG 1, and of MPEG 2 and 2.5."""
_HERTZ = (44100, 48000, 32000)
TRANSCRIBE = "make a transcript of it first: grader transcribe RECORDING"


def recording_kind(head: bytes) -> str | None:
    """What recording begins with these bytes, in a few words; None where they begin none."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return None if head[8:12] in _PICTURES else "an MP4 recording"
    # Sound without a header: two bytes are no proof, so a second frame must stand where the first one ends.
    for length, kind in ((_mp3_frame(head), "an MP3 recording"), (_aac_frame(head), "an AAC recording")):
        if length and head[length : length + 2] and head[length : length + 2] == head[:2]:
            return kind
    return None


def recording_at(path: Path) -> str | None:
    """What recording the file is; None where it is none, or cannot be read."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return recording_kind(file.read(HEAD))
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return None


def _mp3_frame(head: bytes) -> int:
    """Bytes of the MPEG layer III frame that begins here; 0 where none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version = head[1] >> 3 & 3  # 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
    rate, hertz = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or hertz == 3:
        return 0
    first = version == 3
    per_second = _HERTZ[hertz] >> {3: 0, 2: 1, 0: 2}[version]
    return (144 if first else 72) * 1000 * _KBITS[not first][rate] // per_second + (head[2] >> 1 & 1)


def _aac_frame(head: bytes) -> int:
    """Bytes of the ADTS frame that begins here; 0 where none does."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > 7 else 0
