"""What people wrote down about labelled texts: a data set's list of them, and one label record a text and rater."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from grader.errors import UsageError
from grader.schema.record import Record
from grader.schema.segmentation import STEPS, Step

Form = Literal["recorded", "dialogue", "design"]
FORMS: tuple[Form, ...] = ("recorded", "dialogue", "design")


class CriterionLabel(Record):
    """The level a rater gave, ``na`` where the criterion cannot apply, and the units that show it, the best first."""

    level: Literal[0, 1, 2, "na"]
    units: tuple[Annotated[int, Field(ge=0)], ...] = ()


class LabelRecord(Record):
    """One rater's labels of one text. ``steps`` are ``[first unit, last unit, step]``, covering all units in order."""

    id: str
    steps: tuple[tuple[int, int, Step], ...] = Field(min_length=1)
    criteria: dict[str, CriterionLabel]
    overall: Annotated[int, Field(ge=1, le=4)]
    """1 poor to 4 strong."""
    note: str = ""
    levels_only: bool = False
    """Nobody labelled steps or evidence: only levels are learned from it."""

    @model_validator(mode="after")
    def _covers(self) -> LabelRecord:
        expected = 0
        for first, last, step in self.steps:
            if first != expected or last < first:
                raise ValueError(f"{step} from unit {first} to {last} does not follow on unit {expected - 1}")
            expected = last + 1
        return self

    @property
    def units(self) -> int:
        """Units of the text."""
        return self.steps[-1][1] + 1

    @property
    def levels(self) -> dict[str, int | None]:
        """The level of each criterion; None where it cannot apply."""
        return {c: None if said.level == "na" else said.level for c, said in self.criteria.items()}

    @property
    def step_of_unit(self) -> list[int]:
        """Number of the step of each unit."""
        return [STEPS.index(step) for first, last, step in self.steps for _ in range(first, last + 1)]


class Entry(BaseModel):
    """One text of a data set, as its ``texts.json`` lists it. Further fields are for people."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    file: str
    """Name of the text's file, without a folder."""
    split: str = ""
    cut: Literal["captions", "blocks", "lines"] | None = None
    """How it is cut into units; found out where not given."""
    kind: Literal["transcript", "dialogue", "design"] | None = None
    source: str = ""
    """Where the text lies, if elsewhere: ``owner/name@commit:path``."""
    sha256: str = ""
    author: str = ""
    tuned_on: bool | None = None
    """The rubric's patterns were written beside this text."""

    @property
    def form(self) -> Form:
        """Recorded, dialogue or design."""
        if self.kind == "transcript" or (self.kind is None and self.cut == "captions"):
            return "recorded"
        return "dialogue" if self.kind == "dialogue" else "design"


_ENTRIES = TypeAdapter(tuple[Entry, ...])


def read_record(path: Path) -> LabelRecord:
    """A label record; UsageError where the file is none."""
    record: LabelRecord = _read(path, LabelRecord.model_validate)
    return record


def read_entries(path: Path) -> tuple[Entry, ...]:
    """The texts of a data set in its order; UsageError where the file is no such list, or names a folder."""
    entries: tuple[Entry, ...] = _read(path, _ENTRIES.validate_python)
    ids = [e.id for e in entries]
    for entry in entries:
        if ids.count(entry.id) > 1:
            raise UsageError(f"{path}: {entry.id!r} is listed twice")
        if (
            not 0 < len(entry.file) < 256
            or entry.file in (".", "..")
            or Path(entry.file).name != entry.file
            or not entry.id.replace("-", "").replace("_", "").isalnum()
        ):
            raise UsageError(
                f"{path}: {entry.id!r}: an id is letters, digits and dashes, a file a name without a folder"
            )
    return entries


def _read(path: Path, validate: Any) -> Any:
    try:
        return validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as e:
        raise UsageError(f"{path}: cannot be read ({e.strerror or e})") from None
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the record"
        raise UsageError(f"{path}: {where}: {first['msg']}") from None
    except (ValueError, RecursionError) as e:
        raise UsageError(f"{path}: no JSON ({e})") from None
