"""HTML inside Markdown: tags taken off line by line, and what the page would not show dropped."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

_KNOWN = (
    "a|abbr|address|article|aside|audio|b|big|blockquote|body|br|button|caption|center|cite|code|col|colgroup|dd|del|details"
    "|dfn|div|dl|dt|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li"
    "|link|main|mark|math|meta|nav|noscript|object|ol|option|p|param|path|picture|pre|q|rect|rp|rt|ruby|s|samp|script|section|select"
    "|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|tt|u"
    "|ul|var|video|wbr"
)
_TAG = re.compile(rf"<!--|<(/?)({_KNOWN})(?![\w-])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_VOID_WORDS = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_WORDS.split())
_UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "svg", "iframe", "object", "audio", "video"}
)
_HIDING = re.compile(
    r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden|font-size\s{0,4}:\s{0,4}0(?![.\d]*[1-9])"
    r"|opacity\s{0,4}:\s{0,4}0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
_HIDDEN_ATTRIBUTE = re.compile(r"(?:^|\s)hidden(?:\s|=|/|$)", re.IGNORECASE)
_BLOCKS_WORDS = "p div td th li tr h1 h2 h3 h4 h5 h6 dt dd section table"
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_ALT = re.compile(r"\salt\s{0,4}=\s{0,4}(?:\"([^\"\n]*)\"|'([^'\n]*)')", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]")


def hides(style: str | None) -> bool:
    """Whether a ``style`` attribute keeps its element off the page."""
    return bool(style and _HIDING.search(style))


@dataclass(slots=True)
class Tags:
    """Takes tags off text that comes in pieces; remembers between them what hides the pieces that follow."""

    hidden: bool = False
    """Whether any words were dropped because no reader of the page would see them."""
    _closing: list[str] = field(default_factory=list)
    """Names of the open elements, from the one that hides."""
    _comment: bool = False

    @property
    def hiding(self) -> bool:
        """Whether text at this point is not shown."""
        return bool(self._closing) or self._comment

    def words(self, text: str) -> str:
        """Text between tags: itself, or nothing but its line breaks where it is hidden."""
        if not self.hiding:
            return text
        if _WORD.search(text) and not (self._closing and self._closing[0] in _UNSEEN):
            self.hidden = True
        return "\n" * text.count("\n")

    def strip(self, source: str) -> str:
        """Raw HTML as the words it shows, with every line break of the source kept."""
        out: list[str] = []
        at = 0
        while at < len(source):
            if self._comment:
                end = source.find("-->", at)
                stop = end if end >= 0 else len(source)
                out.append(self.words(source[at:stop]))
                self._comment = end < 0
                at = stop + 3
                continue
            tag = _TAG.search(source, at)
            if tag is None:
                out.append(self.words(html.unescape(source[at:])))
                break
            out.append(self.words(html.unescape(source[at : tag.start()])))
            out.append("\n" * tag[0].count("\n"))
            if tag[0] == "<!--":
                self._comment = True
            else:
                out.append(self._tag(tag[2].lower(), tag[3], bool(tag[1])))
            at = tag.end()
        return "".join(out)

    def _tag(self, name: str, attributes: str, closes: bool) -> str:
        if closes:
            if name in self._closing:
                while self._closing.pop() != name:
                    pass
        elif name in _VOID or attributes.endswith("/"):
            pass
        elif self._closing or name in _UNSEEN or hides(attributes) or _HIDDEN_ATTRIBUTE.search(attributes):
            self._closing.append(name)
        if name == "img" and not self.hiding:
            shown = _ALT.search(attributes)
            return html.unescape(shown[1] or shown[2] or "") if shown else ""
        return " " if name in ("br", "hr") or name in _BLOCKS else ""
