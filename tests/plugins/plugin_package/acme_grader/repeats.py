"""A matcher of words that come back: ``options: {word: queue, times: 3}``."""

import re

from grader.matchers.base import Hit, Matcher, View


class Repeats:
    def __init__(self, word: str, times: int) -> None:
        self._word, self._times = re.compile(rf"\b{re.escape(word.lower())}\b"), times

    def find(self, view: View) -> list[Hit]:
        a = view.annotated
        hits = [
            Hit(n, s.start + m.start(), s.start + m.end())
            for n, s in enumerate(a.sentences)
            if view.heard(s.passage, "candidate")
            for m in self._word.finditer(a.sentence_texts[n])
        ]
        return hits if len(hits) >= self._times else []


def repeats(options: dict) -> Matcher:
    return Repeats(str(options["word"]), int(options.get("times", 2)))
