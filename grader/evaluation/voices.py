"""Who speaks, held against labels: the share of words given to the right voice, each talk by a model without it.

A talk with names is measured twice: with its names, where these say nothing of their parts, and without them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.errors import UsageError
from grader.readers.speakers import assign_roles
from grader.reporters.table import Cell, Table
from grader.schema.document import Document, Role, changed
from grader.training.folds import fold_of
from grader.training.talks import LabelledTalk, roles_of_words, spoken, talk_of, without_names
from grader.training.voices import fit_voices
from grader.voices.assign import with_voices
from grader.voices.learned import LearnedVoices

COLUMNS = (
    "talk",
    "recording",
    "looked at",
    "words",
    "with names",
    "without",
    "candidate",
    "interviewer",
    "turns",
    "sure",
)


@dataclass(frozen=True)
class Told:
    """Words of each part of one talk, and how many of them were given to it."""

    candidate: int
    right_candidate: int
    interviewer: int
    right_interviewer: int
    turns: float
    """Share of the labelled turns of which most words went to the right part."""
    sure: float
    """Mean certainty of the parts, by word."""

    @property
    def share(self) -> float:
        """Of the words of both parts, those given to the right one."""
        return (self.right_candidate + self.right_interviewer) / max(self.candidate + self.interviewer, 1)


def voices(talks: Sequence[LabelledTalk], folds: int, say: Callable[[str], None] = lambda _: None) -> Table:
    """One row a talk, the real ones first, and below them the means of their shares. UsageError for too few talks.

    A talk that is only named is nothing to learn from, and is told apart by the model of all others.
    """
    learned = {t.id: talk_of(t) for t in talks if not t.entry.named}
    if len({t.author for t in learned.values()}) <= folds:
        raise UsageError(f"{folds} folds need talks of more authors than that; give --folds")
    fold = dict(zip(learned, fold_of([t.author for t in learned.values()], folds), strict=True))
    models: dict[int | None, LearnedVoices] = {}
    for number in (*sorted(set(fold.values())), None):
        models[number] = fit_voices([t for name, t in learned.items() if number is None or fold[name] != number])
        say("voices: all talks" if number is None else f"voices: fold {number + 1} of {folds}")
    rows: list[tuple[Cell, ...]] = []
    shares: dict[str, list[float]] = {}
    for t in sorted(talks, key=lambda t: (not t.real, t.entry.named, t.id)):
        model = models[fold.get(t.id)]
        without = told(*_without(t), model)
        named = _named_share(t, model)
        kind = "real" if t.real else "written"
        looked = "yes" if t.entry.tuned else "never"
        words = without.candidate + without.interviewer
        each = (
            without.right_candidate / max(without.candidate, 1),
            without.right_interviewer / max(without.interviewer, 1),
        )
        rows.append(
            (
                t.id,
                kind,
                looked,
                words,
                "" if named is None else named,
                without.share,
                *each,
                without.turns,
                without.sure,
            )
        )
        shares.setdefault(
            f"{kind}, without names, {looked} looked at" if t.real else "written, without names", []
        ).append(without.share)
        if named is not None:
            shares.setdefault(f"{kind}, with names", []).append(named)
    for name, found in shares.items():
        mean = float(np.mean(found))
        with_names = name.endswith("with names")
        rows.append(
            (
                f"mean of {len(found)}: {name}",
                "",
                "",
                "",
                mean if with_names else "",
                "" if with_names else mean,
                "",
                "",
                "",
                "",
            )
        )
    return Table("voices", "Words given to the right voice", COLUMNS, tuple(rows))


def _without(t: LabelledTalk) -> tuple[Document, list[Role]]:
    if t.label.roles:
        document, said = without_names(t)
    else:
        document, said = t.document, roles_of_words(t)
    return document, [role if role != "other" else "unknown" for role in said]


def told(document: Document, roles: Sequence[Role], model: LearnedVoices) -> Told:
    """A talk without names against the role of each of its words; words of neither part count for nothing."""
    heard = with_voices(document, model)
    starts = np.asarray([b.start for b in heard.blocks])
    count = {"candidate": [0, 0], "interviewer": [0, 0]}
    sure: list[float] = []
    turns: list[list[int]] = []
    before: Role | None = None
    for (start, _), role in zip(spoken(document), roles, strict=True):
        if role in count:
            block = heard.blocks[int(np.searchsorted(starts, start, side="right")) - 1]
            right = (block.role or "candidate") == role
            count[role][0] += 1
            count[role][1] += right
            sure.append(block.certainty or 0.5)
            if role != before:
                turns.append([0, 0])
            turns[-1][0] += 1
            turns[-1][1] += right
        before = role
    share = sum(2 * right > of for of, right in turns) / max(len(turns), 1)
    (candidate, his), (interviewer, theirs) = count["candidate"], count["interviewer"]
    return Told(candidate, his, interviewer, theirs, share, float(np.mean(sure)) if sure else 0.0)


def _named_share(t: LabelledTalk, model: LearnedVoices) -> float | None:
    """The share of the words of a talk with names that go to the right part, where the names do not say it."""
    roles = t.label.roles
    if not roles:
        return None
    plain = {name: f"Speaker {n}" for n, name in enumerate(sorted(roles), start=1)}
    blocks = tuple(b.model_copy(update={"speaker": plain.get(b.speaker or "", b.speaker)}) for b in t.document.blocks)
    document = changed(t.document, blocks=blocks, speakers=assign_roles(blocks, t.document.text))
    given = with_voices(document, model).roles
    right = of = 0
    for block, old in zip(blocks, t.document.blocks, strict=True):
        role = roles.get(old.speaker or "", "other")
        if role != "other":
            words = len(document.text[block.start : block.end].split())
            of += words
            right += words * (given.get(block.speaker or "") == role)
    return right / max(of, 1)
