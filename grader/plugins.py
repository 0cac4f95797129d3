"""What other packages bring: readers, segmenters, matchers, reporters and rubrics, found by their entry points.

    [project.entry-points."grader.matchers"]            # in the other package's pyproject.toml
    "acme.repeats" = "acme_grader:repeats"

| group               | what a name stands for                                                     |
| ------------------- | -------------------------------------------------------------------------- |
| `grader.readers`    | a `Reader`, or a class that makes one; its own name is the dotted name too |
| `grader.segmenters` | a `Segmenter`, in the same way                                             |
| `grader.matchers`   | a function from the ``options`` of a ``custom`` pattern to a matcher       |
| `grader.reporters`  | a `Reporter`, as a reader                                                  |
| `grader.rubrics`    | the path of a rubric's YAML file                                           |

Nothing registers itself: what is installed is looked up when it is asked for, handed on as a value, and imported when
it is first used, so a broken plug-in harms nobody who does not use it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.matchers.compile import CustomFactory
    from grader.protocols import Reader, Reporter, Segmenter

Group = Literal["readers", "segmenters", "matchers", "reporters", "rubrics"]
"""A kind of plug-in; its group of entry points is ``grader.`` and this."""
GROUPS: tuple[Group, ...] = get_args(Group)

_NAME = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)+")
_METHODS: dict[Group, tuple[str, ...]] = {
    "readers": ("recognises", "read"),
    "segmenters": ("segment",),
    "reporters": ("render",),
}
"""What the object of a group must be able to do; a matcher is any callable, a rubric a path."""
_CALLED: dict[Group, str] = {
    "readers": "input format",
    "segmenters": "segmenter",
    "matchers": "matcher plug-in",
    "reporters": "report format",
    "rubrics": "rubric",
}
"""What people who name one on a command line call it."""


@dataclass(frozen=True, slots=True, order=True)
class Plugin:
    """One thing that a package brings; ``name`` is ``owner.name``, for plain names are grader's own."""

    group: Group
    name: str
    package: str
    version: str
    _entry: EntryPoint = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.name} (grader.{self.group}, from {self.package} {self.version})"

    def load(self) -> object:
        """What its entry point names: imported, made if it is a class, and seen to be of its group's kind.

        UsageError, with the package and the reason, where the import fails or the object is of another kind.
        """
        try:
            found = self._entry.load()
            # A class is what it makes. A matcher's factory stays as it is: it is called with a pattern's options.
            made = found() if isinstance(found, type) and self.group in _METHODS else found
        except (Exception, SystemExit) as e:
            # It is another's code: whatever it raises, the person at the keyboard needs to know whose it was.
            problem = f"cannot be loaded: {type(e).__name__}: {_one_line(e)}"
            raise UsageError(f"plug-in {self} {problem}; install {self.package} again, or remove it") from e
        misfit = _misfit(self.group, self.name, made)
        if misfit:
            raise UsageError(f"plug-in {self} {misfit}; tell the authors of {self.package}, or remove it")
        return Path(made) if isinstance(made, str | os.PathLike) else made


def installed() -> tuple[Plugin, ...]:
    """All plug-ins of the packages that are installed, by group and name; none is imported.

    UsageError where two packages bring the same name in one group, or a name has no owner.
    """
    return tuple(plugin for group in GROUPS for plugin in _of(group))


def load(group: Group, name: str, own: Iterable[str] = ()) -> object:
    """The installed plug-in of this name, ready to use.

    UsageError where it fails (`Plugin.load`), or where there is none; that one names what there is, grader's ``own``
    names first.
    """
    brought = {p.name: p for p in _of(group)}
    if name in brought:
        return brought[name].load()
    known = [*own, *brought]
    near = get_close_matches(name, known, 1)
    there = f"there are: {', '.join(known)}" if known else "none is installed: install the package that brings it"
    raise UsageError(f"unknown {_CALLED[group]} {name!r}; " + (f"did you mean {near[0]!r}?" if near else there))


@dataclass(frozen=True)
class Plugins:
    """Plug-ins by name, as a value whose parts a `Grader` takes; each is imported when first taken out, and kept.

    Taking out one that fails is a UsageError, as `Plugin.load` has it.
    """

    readers: Mapping[str, Reader]
    segmenters: Mapping[str, Segmenter]
    matchers: Mapping[str, CustomFactory]
    """Factories by name: they take the options of a ``custom`` pattern and give a matcher."""
    reporters: Mapping[str, Reporter]
    rubrics: Mapping[str, Path]
    """Files by name."""

    @classmethod
    def none(cls) -> Plugins:
        """No plug-ins at all."""
        nothing: Mapping[str, Any] = MappingProxyType({})
        return cls(nothing, nothing, nothing, nothing, nothing)

    @classmethod
    def installed(cls) -> Plugins:
        """Those of the packages that are installed; UsageError as `installed` has it."""
        return cls(*(_Lazily(group) for group in GROUPS))


class _Lazily(Mapping[str, Any]):
    """The plug-ins of a group by name, each loaded when it is first taken out."""

    def __init__(self, group: Group) -> None:
        self.plugins = {p.name: p for p in _of(group)}
        self._loaded: dict[str, object] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = self.plugins[name].load()
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self.plugins

    def __iter__(self) -> Iterator[str]:
        return iter(self.plugins)

    def __len__(self) -> int:
        return len(self.plugins)


def _of(group: Group) -> list[Plugin]:
    """A group's plug-ins by name, looked at but not imported."""
    found: dict[str, Plugin] = {}
    for entry in entry_points(group=f"grader.{group}"):
        about = entry.dist
        package, version = (about.name, about.version) if about is not None else ("an unnamed package", "0")
        plugin = Plugin(group, entry.name, package, version, entry)
        if not _NAME.fullmatch(entry.name):
            raise UsageError(
                f"package {package} brings a plug-in called {entry.name!r} in grader.{group}; plug-ins are called "
                f"owner.name, for plain names are grader's own; remove {package} or ask its authors for another name"
            )
        if entry.name in found:
            first, second = sorted((found[entry.name].package, package))
            raise UsageError(
                f"packages {first} and {second} both bring {entry.name!r} in grader.{group}; remove one of them"
            )
        found[entry.name] = plugin
    return sorted(found.values())


def _misfit(group: Group, name: str, made: object) -> str | None:
    """Why an object cannot be of a group; None if it can."""
    if group == "matchers":
        return None if callable(made) else "is no function of a pattern's options"
    if group == "rubrics":
        there = isinstance(made, str | os.PathLike) and Path(made).is_file()
        return None if there else "is not the path of a rubric's file"
    missing = [method for method in _METHODS[group] if not callable(getattr(made, method, None))]
    if missing:
        return f"has no {' and no '.join(f'{m}()' for m in missing)}"
    # One name, for reports and signatures too: what calls itself "html" would pass for ours.
    called = getattr(made, "name", None)
    return None if called == name else f"calls itself {called!r}"


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or "no reason given"
