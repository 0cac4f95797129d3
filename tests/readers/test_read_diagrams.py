"""Diagrams as components and connections."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.readers.diagrams import diagram_of
from tests.readers.reading import document

DRAWN: dict[str, tuple[str, str, str, set[str], set[tuple[str, str]]]] = {
    "mermaid flow": (
        "mermaid",
        "graph TD\n  %% a note\n  A[Web client] -->|HTTPS| B(Load balancer)\n  B --> C{API} & D[[Worker]]\n"
        "  C -- reads --> E[(Main DB)]\n  subgraph x\n  end\n  D -.-> E\n  E <--> F",
        "mermaid",
        {"Web client", "Load balancer", "API", "Worker", "Main DB", "F"},
        {
            ("Web client", "Load balancer"), ("Load balancer", "API"), ("Load balancer", "Worker"), ("API", "Main DB"),
            ("Worker", "Main DB"), ("Main DB", "F"), ("F", "Main DB"),
        },
    ),
    "mermaid sequence": (
        "mermaid",
        "sequenceDiagram\n  participant C as Client\n  C->>API: GET /feed\n  API-->>C: 200",
        "mermaid",
        {"Client", "API"},
        {("Client", "API"), ("API", "Client")},
    ),
    "mermaid entities": (
        "mermaid", "erDiagram\n  USER ||--o{ PHOTO : owns\n  USER {\n    string id\n  }", "mermaid", {"USER", "PHOTO"}, {("USER", "PHOTO")},
    ),
    "plantuml": (
        "",
        '@startuml\nactor User\ncomponent "Web app" as W\n[Cache]\ndatabase DB\nUser -> W : opens\nW --> [Cache]\nDB <-- W\n@enduml',
        "plantuml",
        {"User", "Web app", "Cache", "DB"},
        {("User", "Web app"), ("Web app", "Cache"), ("Web app", "DB")},
    ),
    "ascii boxes": (
        "",
        "+--------+  HTTP  +-------+\n| Client |------->|  API  |\n+--------+        +---+---+\n                      |\n"
        "                      v\n                  +-------+\n                  | Store |\n                  +-------+",
        "ascii",
        {"Client", "API", "Store"},
        {("Client", "API"), ("API", "Store")},
    ),
    "unicode boxes with a fork": (
        "",
        "     ┌──────────┐\n     │ Balancer │\n     └────┬─────┘\n     ┌────┴────┐\n     ▼         ▼\n┌────────┐ ┌────────┐\n"
        "│ API  1 │ │ API  2 │\n└────────┘ └────────┘",
        "ascii",
        {"Balancer", "API 1", "API 2"},
        {("Balancer", "API 1"), ("Balancer", "API 2")},
    ),
    "a chain": (
        "", "Client -> Load balancer -> API\nAPI -> Cache (Redis)", "ascii",
        {"Client", "Load balancer", "API", "Cache (Redis)"},
        {("Client", "Load balancer"), ("Load balancer", "API"), ("API", "Cache (Redis)")},
    ),
    "a chain downwards": (
        "", "[Client]\n   |\n   v\n[API] → [Queue]\n   ↓\n[Store] ◀── [Job]", "ascii",
        {"Client", "API", "Queue", "Store", "Job"},
        {("Client", "API"), ("API", "Queue"), ("Queue", "Store"), ("Job", "Store")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
def test_diagrams(name: str) -> None:
    word, text, notation, components, connections = DRAWN[name]
    drawn = diagram_of(text, word, 7)
    assert drawn is not None
    assert (drawn.block, drawn.notation) == (7, notation)
    assert set(drawn.components) == components
    assert set(drawn.connections) == connections


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("python", "def f(a) -> int:\n    return a\n\ndef g(b) -> str: ..."),
        ("", "def f(a) -> int:\n    return a\n\ndef g(b) -> str:\n    return b"),
        ("", "p->next = q->next;\nq->next = p;"),
        ("", "src\n├── a.py\n└── b\n    └── c.py"),
        ("", "+------+------+\n| id   | size |\n+------+------+\n| a    | b    |\n+------+------+"),
        ("", "short_code → long_url"),
        ("", "SELECT a -- comment\nFROM b"),
        ("", "GET /photos\n200 OK"),
        ("go", "a -> b -> c\nb -> d"),
    ],
)
def test_code_is_no_diagram(word: str, text: str) -> None:
    assert diagram_of(text, word, 0) is None


def test_diagrams_in_a_document_point_at_their_block() -> None:
    doc = document(
        "# A\n\n```\ncode()\n```\n\n```mermaid\ngraph LR\n A-->B\n```\n\n    app -> queue -> job\n    job -> store\n",
        ".md",
    )
    assert [(d.block, d.notation) for d in doc.diagrams] == [(2, "mermaid"), (3, "ascii")]
    assert [b.kind for b in doc.blocks] == ["heading", "code", "diagram", "diagram"]


@given(
    st.text(alphabet='+-|<>v^ ab┌┐└┘─│▼▶\n[](){}=.:"', max_size=400),
    st.sampled_from(["", "mermaid", "plantuml", "text"]),
)
def test_any_drawing_is_read_or_left(text: str, word: str) -> None:
    drawn = diagram_of(text, word, 0)
    assert drawn is None or all(a in drawn.components and b in drawn.components for a, b in drawn.connections)
