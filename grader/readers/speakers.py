"""Who is the candidate: a simple rule over the voices of a document, and the way to overrule it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.errors import InputError
from grader.schema.document import Block, Document, Role, Speaker, changed

_CANDIDATE = frozenset({"candidate", "interviewee", "applicant", "you", "me"})
_INTERVIEWER = frozenset({"interviewer", "host"})
_INITIALS = ("i", "c")
"""Interviewer and candidate, which one letter says only where the other is there too."""
_QUESTIONS = (("q", "a"), ("question", "answer"))
"""Either side may ask: the candidate to clear up the scope, the interviewer to hear of the design."""
_SETS_PROBLEM = re.compile(
    r"\b(?:design an?\b|please design|let'?s design|how would you (?:design|build)|your (?:task|problem) is"
    r"|(?:i'd|i would|i'll) (?:like|ask) you to|i want you to|we(?:'re| are) going to (?:design|build)"
    r"|today(?:'s| we| i'd| i would))",
    re.IGNORECASE,
)
_OPENING = 0.2
"""Share of the text, from its start, in which the problem is set."""
_SHOWN = 20
"""Speakers that an error names."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class _Voice:
    name: str
    words: int = 0
    questions: int = 0
    sets_problem: int | None = None
    said: frozenset[str] = field(default_factory=frozenset)


def assign_roles(blocks: Sequence[Block], text: str) -> tuple[Speaker, ...]:
    """The named voices in the order they first speak, each with its role and why; empty where no voice is named."""
    voices: dict[str, _Voice] = {}
    opening = _OPENING * len(text)
    for block in blocks:
        if block.speaker is None:
            continue
        voice = voices.get(block.speaker)
        if voice is None:
            said = frozenset(_WORD.findall(block.speaker.lower()))
            voice = voices[block.speaker] = _Voice(block.speaker, said=said)
        voice.words += text.count(" ", block.start, block.end) + 1
        voice.questions += text.count("?", block.start, block.end)
        if voice.sets_problem is None and block.start <= opening:
            found = _SETS_PROBLEM.search(text, block.start, block.end)
            voice.sets_problem = found.start() if found else None
    if not voices:
        return ()
    by_name = _by_name(voices)
    roles = by_name or _by_conduct(list(voices.values()))
    return tuple(
        Speaker(name=n, role=roles[n][0], how=roles[n][1], certain=bool(by_name)) if n in roles else _unknown(n)
        for n in voices
    )


def _unknown(name: str) -> Speaker:
    return Speaker(name=name, role="unknown", how="a further voice")


def _by_name(voices: dict[str, _Voice]) -> dict[str, tuple[Role, str]]:
    """Roles that the names say, and the one role that then is left over; empty where no name says any."""
    roles: dict[str, tuple[Role, str]] = {}
    by_key = {name.casefold(): name for name in voices}
    if all(letter in by_key for letter in _INITIALS):
        roles[by_key["i"]] = ("interviewer", "the letter says so")
        roles[by_key["c"]] = ("candidate", "the letter says so")
    for question, answer in _QUESTIONS:
        if question in by_key and answer in by_key:
            asks, answers = voices[by_key[question]], voices[by_key[answer]]
            if answers.words > 1.5 * asks.words:
                roles[asks.name] = ("interviewer", "short questions, long answers")
                roles[answers.name] = ("candidate", "long answers to short questions")
            else:
                roles[asks.name] = ("candidate", "questions as long as their answers: they clear up the problem")
                roles[answers.name] = ("interviewer", "short answers")
    for name, voice in voices.items():
        if name in roles:
            continue
        if voice.said & _INTERVIEWER:
            roles[name] = ("interviewer", "the name says so")
        elif voice.said & _CANDIDATE:
            roles[name] = ("candidate", "the name says so")
    if not roles:
        return {}
    played = {role for role, _ in roles.values()}
    rest = sorted((v for n, v in voices.items() if n not in roles), key=lambda v: -v.words)
    if len(played) == 1 and rest:
        other: Role = "interviewer" if "candidate" in played else "candidate"
        roles[rest[0].name] = (other, f"the other main voice is named as the {played.pop()}")
    return roles


def _by_conduct(voices: list[_Voice]) -> dict[str, tuple[Role, str]]:
    """Roles of the two who speak most: one sets the problem, or asks more and says less."""
    if len(voices) < 2:
        return {voices[0].name: ("unknown", "the only voice that is named")}
    one, other = sorted(voices, key=lambda v: -v.words)[:2]
    setters = [v for v in (one, other) if v.sets_problem is not None]
    if setters:
        asks, how = min(setters, key=lambda v: v.sets_problem or 0), "sets the problem"
    elif not one.questions and not other.questions and one.words < 2 * other.words:
        asks, how = (one if voices.index(one) < voices.index(other) else other), "speaks first"
    elif other.questions >= one.questions and other.questions:
        asks, how = other, "asks more and says less"
    elif one.questions * other.words > 3 * other.questions * one.words and one.words < 2 * other.words:
        asks, how = one, "asks far more questions"
    else:
        asks, how = other, "says less"
    answers = other if asks is one else one
    return {asks.name: ("interviewer", how), answers.name: ("candidate", f"{asks.name} {how}")}


def with_candidate(document: Document, candidate: str, name: str = "submission") -> Document:
    """The document with the named speaker as its candidate and all others as interviewers.

    ``candidate`` may be any unique beginning of a speaker's name, in any case; ``name`` is the submission's, for the
    `InputError` that names its speakers where none or several fit.
    """
    names = [s.name for s in document.speakers]
    wanted = candidate.strip().casefold()
    found = [n for n in names if n.casefold() == wanted]
    if not found and wanted:
        found = [n for n in names if n.casefold().startswith(wanted)]
    if len(found) != 1:
        if not names:
            raise InputError(name, f"has no speaker {candidate!r}", "it names no speakers")
        problem = "has more than one speaker whose name begins with" if found else "has no speaker"
        shown = ", ".join((found or names)[:_SHOWN]) + (", …" if len(found or names) > _SHOWN else "")
        raise InputError(name, f"{problem} {candidate!r}", f"the speakers are {shown}")
    speakers = tuple(
        Speaker(name=n, role="candidate" if n == found[0] else "interviewer", how="given by name", certain=True)
        for n in names
    )
    return changed(document, speakers=speakers)


def with_roles(document: Document, roles: Mapping[str, Role], name: str = "submission") -> Document:
    """The document with these parts given to speakers, by their names in any case, and the rest following from them.

    Where a candidate is given, others who were taken for one are interviewers; where none is left, of those without a
    given part the one who speaks most is it. `InputError` where a name is no speaker's; ``name`` is the submission's.
    """
    wanted = {who.strip().casefold(): role for who, role in roles.items()}
    if not any(s.name.casefold() in wanted for s in document.speakers):
        shown = ", ".join(s.name for s in document.speakers[:_SHOWN]) or "none"
        raise InputError(name, "has none of the speakers that roles are given to", f"its speakers: {shown}")
    rest = [s.name for s in document.speakers if s.name.casefold() not in wanted]
    given = {s.name: wanted[s.name.casefold()] for s in document.speakers if s.name not in rest}
    followed = {s.name: s.role for s in document.speakers if s.name in rest}
    if "candidate" in given.values():
        followed = {n: "interviewer" if role == "candidate" else role for n, role in followed.items()}
    elif rest and "candidate" not in followed.values():
        words = dict.fromkeys(rest, 0)
        for block in document.blocks:
            if block.speaker in words:
                words[block.speaker] += block.end - block.start
        followed[max(rest, key=lambda n: words[n])] = "candidate"
    speakers = tuple(
        Speaker(name=s.name, role=given[s.name], how="given by name", certain=True)
        if s.name in given
        else s
        if followed[s.name] == s.role
        else Speaker(name=s.name, role=followed[s.name], how="follows from the parts that are given", certain=True)
        for s in document.speakers
    )
    return changed(document, speakers=speakers)
