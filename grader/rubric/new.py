"""The text that an author starts from."""

from __future__ import annotations

import re

from grader.errors import UsageError

_ID = re.compile(r"[a-z][a-z0-9-]*")

_TEXT = """\
# yaml-language-server: $schema=rubric.schema.json
#
# A rubric of your own. `grader rubric schema --out rubric.schema.json` puts the schema beside this file, so that an
# editor completes keys and shows mistakes. Then, as often as you change something:
#   grader rubric lint {id}.yaml              is it well made?
#   grader rubric test {id}.yaml              do its own examples get the levels you gave them?
#   grader rubric explain {id}.yaml FILE      which words of a text gave which level?
id: {id}
version: 0.1.0 # raise it with every change that may change a score
title: {title}
description: What this rubric is for, and for whom.

# Groups of criteria; a weight is a share of the total.
dimensions:
  - {{id: requirements, title: Requirements, weight: 40}}
  - {{id: design, title: Design, weight: 60}}

# Names for totals of 0 to 100, from each band's start up to the next one's.
bands:
  - {{id: poor, title: Much is missing, at_least: 0}}
  - {{id: fair, title: The core is there, at_least: 40}}
  - {{id: good, title: Nearly all is there, at_least: 75}}

criteria:
  - id: scale
    title: How large it must be
    dimension: requirements
    step: scope # scope, high_level, deep_dive or wrap_up: where it belongs; `steps` says where it may be found
    points: 2 # its share of its dimension
    absent: Nothing says how large the system must be. # what a reader sees at level 0
    levels: # 1, 2, 3 ...; the highest whose `when` is found is the level
      - level: 1
        descriptor: Scale is named, without a number.
        when: {{kind: phrase, terms: [scale, traffic, load, "how many users"]}} # "scal*" would admit any ending
      - level: 2
        descriptor: Scale is a number of users, of requests, or of bytes.
        when: {{kind: quantity, of: [users, rate, size]}}
    advice: # for each level that can be bettered: what was missing, and how to show it
      - {{level: 0, say: "Ask how many people use it and how often."}}
      - {{level: 1, say: "Put a number on it: users, requests a second, or bytes a day."}}
    examples: # short texts and their levels, 0 included: `grader rubric test` runs them
      - {{level: 0, text: "It is a service to shorten links."}}
      - {{level: 1, text: "The load on this service will be high."}}
      - {{level: 2, text: "We expect 20 million users."}}

  - id: caching
    title: A cache and what it is for
    dimension: design
    step: deep_dive
    levels:
      - level: 1
        descriptor: A cache is named.
        when: {{kind: phrase, terms: [cache, caches, caching, Redis]}}
      - level: 2
        descriptor: A cache is named together with what it is for.
        when:
          kind: all_of # all of these, within one sentence
          of:
            - {{kind: phrase, terms: [cache, caches, caching, Redis]}}
            - {{kind: phrase, terms: [because, so that, to avoid, "to reduce", to keep]}}
    advice:
      - {{level: 0, say: "Say which reads repeat, and what could answer them without the database."}}
      - {{level: 1, say: "Say in the same breath what the cache saves."}}
    examples:
      - {{level: 0, text: "We don't need a cache here."}} # what is refused earns nothing
      - {{level: 0, text: "Links are kept in one table."}}
      - {{level: 1, text: "Then I put Redis in front of the database."}}
      - {{level: 2, text: "I cache the hot links in Redis so that reads do not reach the database."}}
"""


def starter(id: str) -> str:  # noqa: A002  what the file calls it
    """A small rubric with a comment on every part, which lints clean and passes its own examples."""
    if not _ID.fullmatch(id):
        raise UsageError(f"{id!r} is no id of a rubric; it takes small letters, digits and -, a letter first")
    return _TEXT.format(id=id, title=id.replace("-", " ").capitalize())
