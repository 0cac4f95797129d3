"""The little words of talk, whose use tells voices apart whatever they talk about."""

from __future__ import annotations

LITTLE_WORDS = tuple(
    (
        "a about actually after again all an and another anything are as ask at back be because before big bit"
        " both but by can can't could day do does don't down each every fine first five for four from get gets"
        " give go goes good got half has have here how hundred i i'd i'm i've if in into is isn't it it's just"
        " keep know last let let's like long look make many maybe me more my need never no not now number of okay"
        " on one ones only or other out over own people per put right said same say second seconds see since so"
        " some something take takes tell ten than that that's the them then there there's they thing think this"
        " those three time times to two up use want was way we well what what's when where which who with would"
        " write yes you your"
    ).split()
)
"""Those that most talks have, in the order of the alphabet."""
