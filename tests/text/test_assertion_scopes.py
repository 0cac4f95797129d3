"""What a sentence asserts, refuses or only supposes about one of its words."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from grader.text.annotated import normalise
from grader.text.assertion import CUE_EXPRESSION, Assertions

NEGATED = [
    ("we don't need sharding here", "sharding"),
    ("We don’t need sharding here.", "sharding"),
    ("we do not need a cache for this", "cache"),
    ("i don't think we need a queue at this scale", "queue"),
    ("we won't shard the users table", "shard"),
    ("we won't be using websockets", "websockets"),
    ("we will not replicate the counters", "replicate"),
    ("there is no load balancer in this design", "load balancer"),
    ("there's no need for kafka", "kafka"),
    ("no need for a cdn", "cdn"),
    ("we never use a cache on this path", "cache"),
    ("it works without a message queue", "message queue"),
    ("i would skip caching for now", "caching"),
    ("let's leave out search and recommendations", "search"),
    ("i'd avoid two-phase commit", "two-phase commit"),
    ("a plain table instead of a graph database", "graph database"),
    ("polling rather than websockets", "websockets"),
    ("rather than sharding, we buy a bigger machine", "sharding"),
    ("sharding is not needed yet", "sharding"),
    ("a cdn would be overkill", "cdn"),
    ("sharding is out of scope", "sharding"),
    ("the replica isn't necessary", "replica"),
    ("kafka doesn't make sense for forty messages a day", "kafka"),
    ("we're not going to use grpc", "grpc"),
    ("we are not going to use grpc", "grpc"),
    ("i'm not using a cache", "cache"),
    ("neither kafka nor rabbitmq is needed", "rabbitmq"),
    ("i haven't thought about failover", "failover"),
    ("i forgot to mention monitoring", "monitoring"),
    ("i'm not sure how replication works", "replication"),
    ("we didn't get to the data model", "data model"),
    ("the service has no replicas", "replicas"),
    ("it lacks a retry policy", "retry policy"),
    ("we can't cache this", "cache"),
    ("search can wait", "search"),
    ("we rejected sharding", "sharding"),
    ("i decided against a message queue", "message queue"),
    ("nobody needs a cdn for this", "cdn"),
    ("it works without message queues", "message queues"),
    ("we can do this without sharding", "sharding"),
    ("we wouldn't add a load balancer", "load balancer"),
    ("no sharding, no replicas", "replicas"),
    ("we are not using a cache", "cache"),
    ("i see no reason to shard", "shard"),
]

HYPOTHETICAL = [
    ("if we wanted websockets, we would need sticky sessions", "websockets"),
    ("if we had a cache, reads would be faster", "cache"),
    ("we could have used kafka", "kafka"),
    ("i would have added a load balancer", "load balancer"),
    ("we should've replicated the database", "replicated"),
    ("in theory you shard by user", "shard"),
    ("some people put a cdn in front", "cdn"),
    ("had we more traffic, a queue would help", "queue"),
    ("a replica, only if we ever need it", "replica"),
    ("if we were to shard, we would pick the user id", "shard"),
    ("most teams use kafka for this", "kafka"),
    ("if it ever grew, we might add sharding", "sharding"),
]

ASSERTED = [
    ("we shard by user id", "shard"),
    ("not only a cache but a cdn as well", "cache"),
    ("not only a cache but a cdn as well", "cdn"),
    ("not just a cache, also a cdn", "cache"),
    ("we won't shard, but we will replicate", "replicate"),
    ("we don't need sharding, so we replicate the whole table", "replicate"),
    ("we don't want to lose a message, so we use a queue", "queue"),
    ("there is no doubt that we need a cache", "cache"),
    ("without a cache the database would fall over, so we add one", "database"),
    ("instead of polling, we use websockets", "websockets"),
    ("rather than polling, the server pushes over websockets", "websockets"),
    ("if the cache is down, we read from the database", "database"),
    ("if a node fails, the replica takes over", "replica"),
    ("when the queue is full, the producer backs off", "queue"),
    ("we need a cache because the database can't keep up", "cache"),
    ("we don't have to guess: the cache answers in a millisecond", "cache"),
    ("the user doesn't wait; the worker takes the job from the queue", "queue"),
    ("why not use a cache here?", "cache"),
    ("we can't lose a payment, hence the write-ahead log", "write-ahead log"),
    ("to avoid a single point of failure we run two load balancers", "load balancers"),
    ("we avoid hot keys by consistent hashing", "consistent hashing"),
    ("no matter what, the message goes to the queue", "queue"),
    ("a node that is not healthy leaves the load balancer", "load balancer"),
    ("we chose kafka over rabbitmq because it replays", "kafka"),
    ("nothing is lost because the log is replicated", "replicated"),
]


def meant(sentence: str, words: str) -> str:
    """How the words are meant in the sentence, as a matcher asks."""
    text = normalise(sentence)
    start = text.index(words)
    return Assertions.of(text).at(start, start + len(words))


@pytest.mark.parametrize(("sentence", "words"), NEGATED)
def test_refused(sentence: str, words: str) -> None:
    assert meant(sentence, words) == "negated"


@pytest.mark.parametrize(("sentence", "words"), HYPOTHETICAL)
def test_supposed(sentence: str, words: str) -> None:
    assert meant(sentence, words) == "hypothetical"


@pytest.mark.parametrize(("sentence", "words"), ASSERTED)
def test_asserted(sentence: str, words: str) -> None:
    assert meant(sentence, words) == "asserted"


@pytest.mark.parametrize(("sentence", "words"), [*NEGATED, *HYPOTHETICAL])
def test_the_quick_search_for_cues_misses_no_scope(sentence: str, words: str) -> None:
    assert re2.search(CUE_EXPRESSION, normalise(sentence))


_PIECES = st.sampled_from(
    [
        "we",
        "don't",
        "need",
        "not",
        "sharding",
        "a",
        "cache",
        ",",
        "but",
        "if",
        "had",
        "wanted",
        "would",
        "have",
        "instead",
        "of",
        "no",
        "never",
        "without",
        "so",
        "because",
        ";",
        "the",
        "queue",
        "is",
        "out",
        "scope",
        "overkill",
        "rather",
        "than",
        "only",
        "there",
        "and",
        "they",
        "can't",
        "shard",
        "it",
    ]
)


@given(st.lists(_PIECES, max_size=20).map(" ".join))
def test_a_sentence_without_a_cue_asserts_all_it_says(sentence: str) -> None:
    scopes = Assertions.of(sentence).scopes
    assert all(0 <= a <= b <= len(sentence) for a, b, _ in scopes)
    if not re2.search(CUE_EXPRESSION, sentence):
        assert scopes == ()
