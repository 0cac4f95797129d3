"""Terms and quantities as expressions."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from grader.matchers import leaves
from grader.matchers.expressions import QUANTITIES, phrase_expression, term_expression

TERMS = [
    ("shard*", "we shard by user", "shard"),
    ("shard*", "sharding comes later", "sharding"),
    ("shard*", "a reshard job", None),
    ("shard", "sharding comes later", None),
    ("load balancer", "a load balancer", "load balancer"),
    ("load balancer", "a load-balancer", "load-balancer"),
    ("load balancer", "a load  balancer", "load  balancer"),
    ("load balancer", "a loadbalancer", None),
    ("load balancer", "load balancers", None),
    ("load-balancer*", "load balancers", "load balancers"),
    ("Load Balancer", "a load balancer", "load balancer"),
    ("p99", "the p99 is 20 ms", "p99"),
    ("c++", "written in c++ today", "c++"),
    ("a/b test*", "an a/b testing tool", "a/b testing"),
    (".net", "the .net client", ".net"),
    ("don’t care", "i don't care", "don't care"),
    ("(x)", "f (x) holds", "(x)"),
]


@pytest.mark.parametrize(("term", "sentence", "expected"), TERMS)
def test_term(term: str, sentence: str, expected: str | None) -> None:
    found = re2.search(term_expression(term), sentence)
    assert (found.group() if found else None) == expected


def test_any_of_the_terms() -> None:
    expression = phrase_expression(("redis", "memcached", "cach*"))
    assert [m.group() for m in re2.finditer(expression, "redis, not memcached, is the caching layer")] == [
        "redis",
        "memcached",
        "caching",
    ]


@given(st.text(min_size=1, max_size=30).filter(lambda t: t.strip(" \t\n-*")))
def test_any_term_is_an_expression_that_re2_takes(term: str) -> None:
    re2.compile(term_expression(term))


FOUND = [
    ("users", "about 10 million daily active users", "10 million daily active users"),
    ("users", "we have 50m dau and", "50m dau"),
    ("users", "dau: 2,000,000 at first", "dau: 2,000,000"),
    ("users", "a hundred million users", "a hundred million users"),
    ("users", "10k drivers in a city", "10k drivers"),
    ("users", "five hundred thousand sellers", "five hundred thousand sellers"),
    ("rate", "10,000 requests per second", "10,000 requests per second"),
    ("rate", "roughly 5k qps at peak", "5k qps"),
    ("rate", "qps = 1200 on average", "qps = 1200"),
    ("rate", "100 writes/s", "100 writes/s"),
    ("rate", "three hundred messages a second", "three hundred messages a second"),
    ("rate", "forty million messages a day", "forty million messages a day"),
    ("size", "each row is 200 bytes", "200 bytes"),
    ("size", "about 3 tb a year", "3 tb"),
    ("size", "two gigabytes", "two gigabytes"),
    ("size", "5gb of memory", "5gb"),
    ("duration", "under 200ms", "200ms"),
    ("duration", "within two seconds", "two seconds"),
    ("duration", "the p99 counts", "p99"),
    ("duration", "kept for 30 days", "30 days"),
    ("percent", "99.99% of the time", "99.99%"),
    ("percent", "five nines", "five nines"),
    ("percent", "20 percent of them", "20 percent"),
    ("count", "10 million of them", "10 million"),
    ("count", "that makes 4500 of them", "4500"),
    ("count", "a thousand shops", "a thousand"),
    ("money", "it costs $4,000 a month", "$4,000"),
    ("money", "three hundred euros", "three hundred euros"),
]

MISSED = [
    ("users", "millions of users"),
    ("users", "two drivers meet"),
    ("users", "the users log in"),
    ("users", "step 1 users sign up"),
    ("rate", "per second"),
    ("rate", "two of us"),
    ("size", "a big table"),
    ("size", "version 2 bits and pieces"),
    ("duration", "a short while"),
    ("duration", "step 3 starts"),
    ("percent", "some of the time"),
    ("count", "step 2"),
    ("count", "a few of them"),
    ("money", "it costs a lot"),
]


@pytest.mark.parametrize(("of", "sentence", "expected"), FOUND)
def test_quantity_is_found(of: str, sentence: str, expected: str) -> None:
    found = re2.search(QUANTITIES[of], sentence)
    assert found
    assert found.group().strip() == expected


@pytest.mark.parametrize(("of", "sentence"), MISSED)
def test_no_quantity(of: str, sentence: str) -> None:
    assert not re2.search(QUANTITIES[of], sentence)


ASKS = [
    ("how many users do we have", True),
    ("so um what is the scale", True),
    ("we have ten users, right?", True),
    ("is it read-heavy", True),
    ("do you want me to draw", True),
    ('did he say "why?"', True),
    ("we decide how many there are", False),
    ("this is what we do", False),
    ("will it be", True),
    ("whatever we do, it fails", False),
    ("okay so can we assume one region", True),
    ("can openers are kitchen tools", False),
]


@pytest.mark.parametrize(("sentence", "expected"), ASKS)
def test_a_sentence_that_asks(sentence: str, expected: bool) -> None:
    assert bool(re2.compile(leaves.ASKS).search(sentence)) is expected
