"""A small check of the language, by script and by the words that every sentence of a language needs."""

from __future__ import annotations

import re
from collections import Counter

_SAMPLE = 20_000
"""Characters looked at: enough for a sure answer, and a bound on the time."""

_COMMON: dict[str, str] = {
    "en": "the of to and is in that it for we you with this are be on have not can what so from would do if will an by",
    "de": "der die das und ist nicht wir ich ein eine zu den mit für auf wie dass auch es sich von dem sind oder",
    "fr": "le les des et est une nous vous pas que pour dans sur avec qui du au ce par plus sont ou être il cette mais",
    "es": "el los las y es una no que para con por del se como más pero son está lo su al o si un cada cuando entonces",
    "pt": "os as e é uma não que para com por do da em no na se como mais mas são está ao um você nós isso também ou",
    "it": "il gli e è una non che per con di della si come più ma sono questo nel alla da un le abbiamo anche quando",
    "nl": "de het een en is niet we dat van voor met op zijn wij ik je ook te aan maar als er kunnen naar deze worden",
    "pl": "i nie się na to jest że w z do jak ale co dla o po czy są przez może będzie tak tylko oraz już",
    "sv": "och är att det en inte vi som för med på av till den har jag kan om så men ett också från eller",
    "tr": "ve bir bu için ile da de değil olarak daha çok ne gibi var sonra kadar ama biz şu her veya ki",
    "cs": "a se na je že to v do jak ale pro s by jsou jako které nebo tak už není jsme také při když",
}
_INDEX: dict[str, tuple[str, ...]] = {}
for _code, _line in _COMMON.items():
    for _word in _line.split():
        _INDEX[_word] = (*_INDEX.get(_word, ()), _code)

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_OF_SCRIPTS = re.compile("|".join(pattern.pattern for _, pattern in _SCRIPTS))
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_SPACED = "".join(chr(n) if chr(n).isalpha() else " " for n in range(128))
"""Of each ASCII character itself if it is a letter, else a space."""
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")


_ENGLISH_WORDS = """
    the of and we you with this that it would will should which how what when there they their each only not can has
    have from need needs use used using reads writes sends many more than get gets first then because if your our new
    high low out up two these them its into same times day days keys by is be are an as or so do does where who why
    very about could must own between before after keep large small fast slow
    return true false null string int select set import class def self else while
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
"""Words that English designs hold even as terse outlines or as code, and that other languages hardly borrow."""
_FEWEST_WORDS = 150
_LEAST_ENGLISH = 0.03
"""Share of such words: real English texts have 7 % or more, the tersest outlines 4 %; others have 2 % or less."""


def language_of(text: str) -> tuple[str | None, bool]:
    """The ISO 639-1 code of the text's language, or None where it cannot be told (too short, only names and terms); and
    whether the text may be English: it is short, or has a few of the words that English does not do without.
    """
    sample = text[:_SAMPLE]
    words = Counter(_words(sample.lower()))
    total = words.total()
    english = sum(words[word] for word in words.keys() & _ENGLISH)
    script = None if sample.isascii() else _by_script(sample)
    return script or _by_words(words, total), total < _FEWEST_WORDS or english >= _LEAST_ENGLISH * total


def _words(low: str) -> list[str]:
    """Runs of letters."""
    if not low.isascii():  # nearly always because of dashes, quotation marks and the like, which part words
        for sign in set(_BEYOND_ASCII.findall(low)):
            if _LETTER.match(sign):
                break
            low = low.replace(sign, " ")
    return low.translate(_SPACED).split() if low.isascii() else _WORD.findall(low)


def _by_words(words: Counter[str], total: int) -> str | None:
    votes: Counter[str] = Counter()
    for word in words.keys() & _INDEX.keys():
        for code in _INDEX[word]:
            votes[code] += words[word]
    if not votes:
        return None
    (best, count), *others = votes.most_common(2)
    # Running text has a third of such words and a list of headings still some; what has hardly any is no language.
    if count < 3 or count < 0.04 * total:
        return None
    return best if not others or count > 1.2 * others[0][1] else None


def _by_script(sample: str) -> str | None:
    """The language of a script other than Latin, where that script has the most letters."""
    if not _OF_SCRIPTS.search(sample):
        return None
    letters = len(_LETTER.findall(sample))
    counts = {code: len(pattern.findall(sample)) for code, pattern in _SCRIPTS}
    east = counts["ja"] + counts["zh"]
    # One Chinese character is a word, where a Latin letter is a fifth of one.
    if east > 0.15 * letters:
        return "ja" if counts["ja"] > 0.1 * east else "zh"
    if counts["ru"] + counts["uk"] > 0.4 * letters:
        return "uk" if counts["uk"] > 0.02 * letters else "ru"
    for code in ("ko", "el", "he", "ar", "hi", "th"):
        if counts[code] > 0.3 * letters:
            return code
    return None
