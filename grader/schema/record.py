"""The base of all records: frozen, and closed to unknown fields."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A value: it cannot be changed, and a misspelt field is an error, not a silent default."""

    model_config = ConfigDict(frozen=True, extra="forbid")
