"""What a word is to patterns and embeddings."""

from __future__ import annotations

import re
from typing import Final

WORD: Final = re.compile(r"[a-z0-9_]+")
"""A word of lower-case text, as RE2's ``\\b`` and ``\\w`` know words: no letters beyond ASCII."""
