"""The door to spaCy: blank English, so that no model has to be downloaded."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language


@lru_cache(maxsize=1)
def blank_english() -> Language:
    """spaCy's English tokenizer with its lexical attributes, and no statistical part."""
    import spacy

    return spacy.blank("en")
