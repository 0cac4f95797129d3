"""matplotlib as these pages use it: SVG with the page's own colours and letters, and the same bytes every time."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import Any

from grader.reporters.wording import shorten

INK, QUIET, LINE, ACCENT, TRACK, PAPER = "#1c2321", "#59625e", "#e0ddd4", "#0b655b", "#e4e2da", "#fcfbf8"
LIGHT, MIDDLE, STRONG, DARK = "#cfe6e1", "#86c1b7", "#23756b", "#0a463f"
ON_LIGHT, ON_DARK = "#1c2320", "#ffffff"
# As in the style sheet of the pages; each by day is what matplotlib writes, and what is replaced by a variable.
_BY_NIGHT = {
    INK: "#e6e9e6",
    QUIET: "#a2aca7",
    LINE: "#303835",
    ACCENT: "#74cabc",
    TRACK: "#2c3431",
    PAPER: "#141816",
    LIGHT: "#1f3f3a",
    MIDDLE: "#2f6a61",
    STRONG: "#58b0a3",
    DARK: "#a9e2d8",
    ON_LIGHT: "#f0f4f2",
    ON_DARK: "#10211e",
}
_SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
SIZE = 13
"""Of letters, in pixels."""


class Sheet:
    """A drawing of so many pixels. Axes are placed by hand, so that no width of a letter moves anything."""

    def __init__(self, width: int, height: int) -> None:
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self._figure.patch.set_alpha(0)

    def axes(self, left: int, top: int, right: int, bottom: int) -> Any:
        """Axes with these margins in pixels, without a frame."""
        w, h = self.width, self.height
        axes = self._figure.add_axes((left / w, bottom / h, (w - left - right) / w, (h - top - bottom) / h))
        axes.patch.set_alpha(0)
        for side in axes.spines.values():
            side.set_visible(False)
        axes.tick_params(length=0, pad=5, colors=QUIET)
        return axes

    def svg(self) -> str:
        """The drawing as the text of an SVG file."""
        out = StringIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # letters that matplotlib's own font lacks; the reader's has them
            self._figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        return _coloured(out.getvalue())


def drawn(draw: Callable[[], Sheet]) -> str:
    """The SVG of a sheet, made by settings of ours alone, whatever the user has in a file of his own."""
    import matplotlib as mpl

    with mpl.rc_context():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of settings that are to go
            mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "svg.fonttype": "none",
                "svg.hashsalt": "grader",
                "font.family": "DejaVu Sans",
                "font.size": SIZE,
                "text.color": INK,
                "text.parse_math": False,
                "axes.axisbelow": True,
                "grid.color": LINE,
                "grid.linewidth": 1,
                "hatch.color": QUIET,
                "hatch.linewidth": 0.7,
                "path.simplify": False,
            }
        )
        return draw().svg()


def both(draw: Callable[[bool], Sheet]) -> tuple[str, str]:
    """For a wide page and for a phone."""
    return drawn(lambda: draw(True)), drawn(lambda: draw(False))


class Rows:
    """Rows with a name and something drawn from 0 to ``most``; names stand on the left, and above where it is narrow.

    Up and down are pixels: ``middle(n)`` is where the nth row's drawing belongs.
    """

    HEAD = 32
    FOOT = 30

    def __init__(
        self,
        names: Sequence[str],
        wide: bool,
        most: float,
        headings: Mapping[int, str] | None = None,
        head: int = HEAD,
    ) -> None:
        self.wide = wide
        self._pitch, lead = (27, 32) if wide else (44, 28)
        self._tops: list[float] = []
        at = 0.0
        for n in range(len(names)):
            if headings and n in headings:
                at += lead
            self._tops.append(at)
            at += self._pitch
        left, width = (270, 720) if wide else (14, 340)
        self.sheet = Sheet(width, int(at) + head + self.FOOT)
        self.axes = self.sheet.axes(left, head, 44 if wide else 40, self.FOOT)
        self.scale = (self.sheet.width - left - 42) / most
        """Pixels of one unit."""
        self.axes.set_xlim(0, most)
        self.axes.set_ylim(at, 0)
        self.axes.set_yticks([])
        for n, name in enumerate(names):
            if wide:
                self._words(-12, self.middle(n), label(name, 36), ha="right")
            else:
                self._words(0, self._tops[n] + 12, label(name, 44))
        for n, name in (headings or {}).items():
            self._words(-258 if wide else 0, self._tops[n] - 10, label(name, 44), weight="bold")

    def middle(self, n: int) -> float:
        """Where the drawing of the nth row has its middle."""
        return self._tops[n] + (self._pitch / 2 if self.wide else 31)

    def bar(self, n: int, start: float, end: float, colour: str, height: float = 17, **more: Any) -> None:
        """A bar in the nth row."""
        if end > start:
            self.axes.barh(self.middle(n), end - start, height, start, color=colour, clip_on=False, **more)

    def line(self, n: int, start: float, end: float) -> None:
        """A thin line in the nth row."""
        self.axes.plot((start, end), (self.middle(n),) * 2, color=QUIET, linewidth=1.5, clip_on=False)

    def dot(self, n: int, at: float) -> None:
        """A mark in the nth row."""
        self.axes.plot(at, self.middle(n), "o", color=INK, markeredgecolor=PAPER, markersize=9, clip_on=False)

    def tick(self, n: int, at: float) -> None:
        """An upright mark in the nth row."""
        y, half = self.middle(n), 11 if self.wide else 9
        self.axes.plot((at, at), (y - half, y + half), color=INK, linewidth=3, solid_capstyle="butt", clip_on=False)

    def say(self, n: int, at: float, words: str, **more: Any) -> None:
        """Words in the nth row, in the middle of ``at`` unless told otherwise."""
        self.axes.text(at, self.middle(n), words, **{"ha": "center", "va": "center_baseline", **more})

    def _words(self, right: float, y: float, words: str, **more: Any) -> None:
        self.axes.text(right / self.scale, y, words, va="center_baseline", color=INK, **more)


def label(text: str, most: int) -> str:
    """Words of a rubric for a picture: one line, and no longer than there is room."""
    return shorten(text, most) or "–"


def _coloured(svg: str) -> str:
    """With the page's colours by day and by night, and its letters."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: 'DejaVu Sans';? ?", "", svg)
    svg = re.sub(r"(\d px |\bfont: [^;\"]*?)'DejaVu Sans'", r"\1sans-serif", svg)
    svg = re.sub(r'\bfill="(#[0-9a-f]{6})"', r'style="fill: \1"', svg)  # an attribute holds no variable
    svg = re.sub(r'(?<=[ "])((?:fill|stroke): )(#[0-9a-f]{6})', _variable, svg)
    night = "".join(f"{_name(day)}:{dark};" for day, dark in _BY_NIGHT.items())
    style = (
        f"<style>text {{ font-family: {_SANS} }} @media (prefers-color-scheme: dark) {{ svg {{ {night} }} }}</style>"
    )
    return svg.replace(">", f">{style}", 1)


def _variable(match: re.Match[str]) -> str:
    colour = match[2]
    return f"{match[1]}var({_name(colour)}, {colour})" if colour in _BY_NIGHT else match[0]


def _name(colour: str) -> str:
    return f"--c{colour[1:]}"
