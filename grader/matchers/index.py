"""What stands in which sentence: the words, parts of words and signs that expressions need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from grader.matchers.needs import Atom, Need, Wanted
from grader.text.annotated import AnnotatedDocument

_CACHED_WORDS: Final = 100_000
_LONG_WORD: Final = 48
"""Characters of a word above which it is searched for each part of a word, not for each of its own."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A `Need` in numbers: of a need of every part all of these, else one."""

    every: bool
    atoms: tuple[int, ...]
    either: tuple[int, ...]
    """Numbers of groups of which one atom is enough."""
    inner: tuple[Sought, ...]


class Atoms:
    """The atoms of many expressions, each once; groups of them; and for each word met so far the atoms it holds."""

    def __init__(self) -> None:
        self._numbers: dict[Atom, int] = {}
        self._starts: set[int] = set()
        self._ends: set[int] = set()
        self._signs: dict[str, int] = {}
        self._insides: set[int] = set()
        self._words: dict[str, tuple[int, ...]] = {}
        self._groups: dict[tuple[int, ...], int] = {}
        self._groups_of: list[list[int]] = []
        """By atom the groups that it is in."""

    def sought(self, need: Wanted) -> Sought | None:
        """The need in numbers; None where there is none."""
        if need is None:
            return None
        return self._sought(Need(True, (need,)) if isinstance(need, Atom) else need)

    def _sought(self, need: Need) -> Sought:
        atoms = tuple(self._number(p) for p in need.parts if isinstance(p, Atom))
        inner = [self._sought(p) for p in need.parts if isinstance(p, Need)]
        if not need.every:
            return Sought(False, (), (self._group(atoms),) if atoms else (), tuple(inner))
        either = tuple(p.either[0] for p in inner if not p.every and not p.inner)
        return Sought(True, atoms, either, tuple(p for p in inner if p.every or p.inner))

    def _group(self, atoms: tuple[int, ...]) -> int:
        known = self._groups.get(atoms)
        if known is None:
            known = self._groups[atoms] = len(self._groups)
            for atom in atoms:
                self._groups_of[atom].append(known)
        return known

    def _number(self, atom: Atom) -> int:
        known = self._numbers.get(atom)
        if known is None:
            known = self._numbers[atom] = len(self._numbers)
            self._groups_of.append([])
            self._words.clear()
            lengths = {"start": self._starts, "end": self._ends, "inside": self._insides}.get(atom.place)
            if lengths is not None:
                lengths.add(len(atom.text))
            elif atom.place == "sign":
                self._signs[atom.text] = known
        return known

    def _held(self, word: str) -> tuple[int, ...]:
        """The atoms that a word holds."""
        if len(self._words) >= _CACHED_WORDS:
            self._words.clear()
        held = self._words[word] = tuple(sorted({self._numbers[a] for a in self._parts(word) if a in self._numbers}))
        return held

    def _parts(self, word: str) -> Iterable[Atom]:
        yield Atom("word", word)
        if any(map(str.isdigit, word)):
            yield Atom("digit", "")
        size = len(word)
        yield from (Atom("start", word[:n]) for n in self._starts if n <= size)
        yield from (Atom("end", word[size - n :]) for n in self._ends if n <= size)
        if size > _LONG_WORD:
            yield from (a for a in self._numbers if a.place == "inside" and a.text in word)
        else:
            yield from (Atom("inside", word[k : k + n]) for n in self._insides for k in range(size - n + 1))

    def standing(self, annotated: AnnotatedDocument) -> Standing:
        """Where the atoms and groups stand in a text."""
        where: dict[str, int] = {}
        bit = 1
        for words in annotated.words:
            for word in set(words):
                where[word] = where.get(word, 0) | bit
            bit <<= 1
        atoms = [0] * len(self._numbers)
        known, held = self._words.get, self._held
        for word, mask in where.items():
            found = known(word)
            for atom in held(word) if found is None else found:
                atoms[atom] |= mask
        for sign, number in self._signs.items():
            if sign in annotated.plain:
                atoms[number] = sum(1 << n for n, t in enumerate(annotated.sentence_texts) if sign in t)
        groups = [0] * len(self._groups)
        for mask, members in zip(atoms, self._groups_of, strict=True):
            if mask:
                for group in members:
                    groups[group] |= mask
        return Standing(atoms, groups)


@dataclass(frozen=True, slots=True)
class Standing:
    """Masks of the sentences that hold each atom, and one of each group."""

    atoms: list[int]
    groups: list[int]

    def meeting(self, need: Sought, among: int) -> int:
        """The sentences that meet a need, of those in ``among``."""
        atoms, groups = self.atoms, self.groups
        if need.every:
            for atom in need.atoms:
                among &= atoms[atom]
            for group in need.either:
                among &= groups[group]
            for part in need.inner:
                if not among:
                    return 0
                among = self.meeting(part, among)
            return among
        found = 0
        for group in need.either:
            found |= groups[group]
        for part in need.inner:
            if not (part.every and part.atoms and not atoms[part.atoms[0]]):
                found |= self.meeting(part, among)
        return found & among
