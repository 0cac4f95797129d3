"""Is this a system design interview or a written design at all? If not, no band is given.

A text qualifies by how densely it speaks of systems, and of how many sides of them. Neither a recipe nor a coding
interview does, however well it is structured.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from grader.schema.document import Notice
from grader.schema.segmentation import Step
from grader.text.annotated import AnnotatedDocument
from grader.text.sets import Which, which_of

NOT_AN_INTERVIEW = "not_an_interview"
"""Code of the notice."""
SHORTEST = 40
"""Words below which nothing can be judged."""

_TERMS = (
    r"load balanc\w*|api gateway|gateways?|microservices?|web servers?|app(?:lication)? servers?|api servers?|backend|back[- ]end",
    r"databases?|db|sql|nosql|postgres\w*|mysql|cassandra|dynamo\w*|mongo\w*|data ?stores?|object stor\w+|blob stor\w+|s3|warehouse|feature store",
    r"cach(?:e|es|ed|ing)|redis|memcached|cash layer|cdn",
    r"queues?|kafka|rabbitmq|pub[- ]?sub|message broker|brokers?|streams?|event bus",
    r"shard\w*|partition\w*|consistent hashing|replica\w*|replication|leader|follower|quorum",
    r"latency|throughput|qps|rps|requests? per second|writes? per second|reads? per second|per second|p99|p95|traffic",
    r"scal(?:e|es|ing|able|ability)|horizontal\w*|bottlenecks?|concurren\w+|million users|daily (?:active )?users|dau|billion",
    r"availability|available|consisten(?:cy|t)|durab\w+|fault[- ]toleran\w+|failover|redundan\w+|downtime|outages?",
    r"schema|primary key|data model|metadata|tables?|entit(?:y|ies)|index(?:es|ed)?",
    r"apis?|endpoints?|rest|grpc|websockets?|http|webhooks?|rpc|polling",
    r"clients?|servers?|services?|workers?|nodes?|clusters?|regions?|data ?cent(?:er|re)s?",
    r"non[- ]functional|functional requirements?|high[- ]level design|system design|architecture|trade[- ]?offs?|deep dive",
    r"machine learning|models?|classifiers?|neural networks?|transformers?|gradient[- ]boost\w*|regression|llms?",
    r"train(?:ed|ing)?|retrain\w*|labels?|labell?ed|data ?sets?|ground truth|features?|feature engineering",
    r"recommend\w*|rank(?:ed|er|ing)|embeddings?|vectors?|personali[sz]\w+|engagement|moderation|fraud|anomal\w+",
    r"precision|recall|false positives?|false negatives?|accuracy|auc|a/?b test\w*|online metrics?|offline metrics?|drift",
    r"inference|serving|deploy\w*|rollout|roll (?:it )?out|canary|monitor\w*|batch|real[- ]time|pipelines?|throughput",
)
"""Topics of system design; what counts is how many of them a text has, and how densely."""

_CODING = (
    r"linked list|two pointers|pointer|recurs\w+|binary search|sort(?:ed)? array|subarray|palindrome",
    r"time complexity|space complexity|o of n|o\(n|big o|brute force|n squared|log n|linear time",
    r"for loop|while loop|hash ?map|dictionary|return (?:true|false|none|null)|pseudo ?code|test cases?|dry run|arrays?|integers?|strings?",
)
_FOREIGN = (
    r"(?:pip|npm|brew|apt|cargo|go) install|installation|install|usage|getting started|quick ?start",
    r"--[a-z][\w-]+|command[- ]line|man page|license|contributing|changelog|pull requests?|release notes",
    r"yaml|toml|lint(?:s|er|ing)?|regular expressions?|regex|syntax|makefile|virtual ?env|pytest|docstrings?",
    r"stdout|stderr|exit codes?|environment variables?|sub-?commands?|rubrics?|grader|plug-?ins?|entry points?",
    r"sprint|stand-?up|retro(?:spective)?|story points?|backlog|jira|kanban",
    r"tell me about a time|conflict|teammate|my manager|stakeholders|leadership|career",
    r"tablespoons?|teaspoons?|oven|simmer|chopped|recipe|garlic",
)
_CONTRARY = (*_FOREIGN, *_CODING)
"""Topics of what is often mistaken for it: manuals, meetings, behavioural interviews, recipes, coding interviews. A
design may have code in it, so a window is foreign by the former alone.
"""

WINDOW = 100
"""Words over which topics are counted: a turn is too short to have many, a whole talk has them all."""
RICH = 6
"""Topics that make a window as dense as it counts."""
STRANGE = 2
"""Foreign topics that make a window one of another kind of text."""
MANY = 8
"""Topics met again and again that count; each is worth `TOPIC_WORTH` of density."""
TOPIC_WORTH = 0.03
LEAST_INTERVIEW = 0.1
"""Share of the words that must belong to one of the four steps."""
LEAST = 0.15
"""Set between the real designs and interviews of the labelled texts and what is none of these (coding and behavioural
interviews, manuals, meetings, essays)."""


@lru_cache(maxsize=1)
def _topics() -> Which:
    return which_of(rf"(?:^|\b|\s)(?:{t})\b" for t in (*_TERMS, *_CONTRARY))


def design_likeness(annotated: AnnotatedDocument) -> float:
    """How much the text speaks of systems, about 0 to 1.2: density of topics, and how many are met in two windows or more,
    less the density of contrary topics and the share of foreign windows."""
    match, texts = _topics(), annotated.sentence_bytes
    windows: list[tuple[int, set[int]]] = []
    words, seen = 0, set[int]()
    for p in annotated.passages:
        words += p.words
        seen.update(*map(match, texts[p.first_sentence : p.last_sentence]))
        if words >= WINDOW:
            windows.append((words, seen))
            words, seen = 0, set()
    if words > WINDOW / 3 or not windows:
        windows.append((max(words, 1), seen))
    count = len(_TERMS)
    total = sum(w for w, _ in windows)
    dense = sum(w * min(sum(t < count for t in found), RICH) / RICH for w, found in windows) / total
    contrary = sum(w * min(sum(t >= count for t in found), RICH) / RICH for w, found in windows) / total
    foreign = range(count, count + len(_FOREIGN))
    contrary += sum(w for w, found in windows if sum(t in found for t in foreign) >= STRANGE) / total
    met = sum(sum(t in found for _, found in windows) >= 2 for t in range(count))
    return dense + TOPIC_WORTH * min(met, MANY) - contrary


def notices(annotated: AnnotatedDocument, steps: Sequence[Step]) -> tuple[Notice, ...]:
    """Why the text should not be graded; empty when it should."""
    words = annotated.words_before[-1]
    if words < SHORTEST:
        return (Notice(code="too_short", message=f"The text has {words} words, too few to be graded."),)
    interview = sum(p.words for p, step in zip(annotated.passages, steps, strict=True) if step != "other")
    if interview < LEAST_INTERVIEW * words or design_likeness(annotated) < LEAST:
        return (
            Notice(
                code=NOT_AN_INTERVIEW,
                message="The text does not look like a system design interview or a written design, so it gets no band.",
            ),
        )
    return ()
