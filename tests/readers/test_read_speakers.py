"""Who is the candidate, and in which language."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import InputError
from grader.readers import with_candidate
from grader.readers.language import language_of
from tests.readers.reading import codes, document


def roles(text: str, **options: object) -> dict[str, str]:
    """Role by speaker."""
    return {s.name: s.role for s in document(text, **options).speakers}


LONG = "I would put a queue between them so that peaks do not reach the store and nothing is lost. " * 3
TALKS: dict[str, tuple[str, dict[str, str]]] = {
    "the names say it": (
        "Interviewer: Why?\nCandidate: Because.\nMe: so\n",
        {"Interviewer": "interviewer", "Candidate": "candidate", "Me": "candidate"},
    ),
    "one name says it": (
        f"Interviewer: Why?\nTomasz: {LONG}\nInterviewer: Good.\n",
        {"Interviewer": "interviewer", "Tomasz": "candidate"},
    ),
    "you": ("Host: Why?\nYou: Because it is so.\n", {"Host": "interviewer", "You": "candidate"}),
    "letters": ("I: Why do you want it?\nC: Because it is so.\n", {"I": "interviewer", "C": "candidate"}),
    "the one who sets the problem": (
        f"Ines: Today I'd like you to design a feed. {LONG}\nTomasz: How many users? Which region? Who reads?\nInes: Ten.\nTomasz: {LONG}\n",
        {"Ines": "interviewer", "Tomasz": "candidate"},
    ),
    "the one who asks and says less": (
        f"Ines: Shall we?\nTomasz: {LONG}\nInes: What if it is lost?\nTomasz: {LONG}\nInes: Good?\n",
        {"Ines": "interviewer", "Tomasz": "candidate"},
    ),
    "a third voice": (
        f"Ines: Shall we?\nTomasz: {LONG}\nInes: What if it is lost?\nTomasz: {LONG}\nPriya: Hm.\nInes: Good?\n",
        {"Ines": "interviewer", "Tomasz": "candidate", "Priya": "unknown"},
    ),
    "questions that clear up the scope": (
        "Interviewer: x\nQ: Do we need comments and likes on every photo?\nA: No.\n",
        {"Interviewer": "interviewer", "Q": "candidate", "A": "interviewer"},
    ),
    "questions that probe": (f"Q: Why a queue?\nA: {LONG}\n", {"Q": "interviewer", "A": "candidate"}),
}


@pytest.mark.parametrize("name", TALKS)
def test_roles(name: str) -> None:
    text, expected = TALKS[name]
    doc = document(text, format="dialogue")
    assert {s.name: s.role for s in doc.speakers} == expected
    assert all(s.how for s in doc.speakers)


def test_the_candidate_can_be_named() -> None:
    doc = document(
        "Ines Okafor: Hello there.\nTomasz Lind: Hello.\nTomas Berg: Yes.\nInes Okafor: So.\nTomasz Lind: Go.\nTomas Berg: I see.\n"
    )
    assert doc.roles  # read before, so that what is remembered of it is put to the test
    for name in ("Ines Okafor", "ines", " INES O"):
        assert with_candidate(doc, name).roles == {
            "Ines Okafor": "candidate",
            "Tomasz Lind": "interviewer",
            "Tomas Berg": "interviewer",
        }
    for name in ("Tomas", "Priya", ""):
        with pytest.raises(InputError, match=r"^talk\.txt: .*Tomasz Lind"):
            with_candidate(doc, name, "talk.txt")
    with pytest.raises(InputError, match=r"^submission: .*names no speakers"):
        with_candidate(document("# A\n\nwords"), "Ines")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We would put a cache in front of the store, and it would be filled when a user asks for it.", "en"),
        ("so first of all let's talk about the users and what they would want to do with the feed", "en"),
        ("Wir würden einen Cache vor die Datenbank stellen, und er wird mit jeder Anfrage der Nutzer gefüllt.", "de"),
        ("Nous mettons un cache devant la base, et il est rempli quand les clients font une requête.", "fr"),
        ("Ponemos una caché delante de la base de datos, y se llena cuando los usuarios hacen una petición.", "es"),
        (
            "Colocamos um cache na frente do banco de dados, e ele é preenchido quando os usuários não estão com ele.",
            "pt",
        ),
        (
            "Mettiamo una cache davanti al database, che si riempie quando gli utenti sono con una richiesta della app.",
            "it",
        ),
        ("Мы ставим кэш перед базой, и он заполняется, когда пользователь просит данные.", "ru"),
        ("我们在数据库前面放一个缓存，用户请求时填充。", "zh"),
        ("データベースの前にキャッシュを置きます。", "ja"),
        ("데이터베이스 앞에 캐시를 둡니다.", "ko"),
        ("load balancer cache CDN shard replica quorum idempotency backpressure SLA p99 QPS " * 5, None),
        ("API", None),
    ],
)
def test_languages(text: str, language: str | None) -> None:
    assert language_of(text)[0] == language
    doc = document(text)
    assert doc.language == language
    assert ("not_english" in codes(doc)) == (language not in (None, "en"))


FOREIGN = {
    "Indonesian": "Sistem ini menyimpan foto dari para pengguna dan menampilkannya kepada teman mereka. Setiap pengguna "
    "dapat mengunggah foto, mengikuti orang lain, dan melihat beranda yang berisi foto terbaru. Kami memerlukan server "
    "aplikasi, basis data, cache, dan antrean pesan. ",
    "Romanian": "Sistemul păstrează fotografiile utilizatorilor și le arată prietenilor lor. Fiecare utilizator poate "
    "să încarce fotografii, să urmărească alte persoane și să vadă un flux cu cele mai noi imagini. Avem nevoie de "
    "servere de aplicații, o bază de date, un cache și o coadă de mesaje. ",
    "Danish": "Systemet gemmer billeder fra brugerne og viser dem til deres venner. Hver bruger kan uploade billeder, "
    "følge andre personer og se en strøm af de nyeste billeder. Vi skal have applikationsservere, en database, en cache "
    "og en kø til beskeder. ",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_language_without_a_list_of_words_is_still_not_english(name: str) -> None:
    doc = document(FOREIGN[name] * 6, ".txt")
    assert codes(doc) == ["not_english"]
    assert doc.language != "en"
    assert "not_english" not in codes(document(FOREIGN["Indonesian"], ".txt"))  # 30 words tell nothing


OUTLINE = """\
- Load balancer: nginx, round robin, health checks
- Upload service: stateless, 3 replicas, validates size and type
- Object storage: S3, photo bytes, keys by user id
- Postgres: users, photos, follows; primary + two replicas
- Redis: feed cache, 500 entries each user, LRU eviction
- Kafka: photo_uploaded events, partition by user id
- Workers: fan-out, skip celebrities, merge at read
"""


def test_terse_or_technical_english_is_english() -> None:
    assert "not_english" not in codes(document(OUTLINE * 5, ".md"))
    code = "```go\n" + "func handle(w http.ResponseWriter, r *http.Request) { json.NewEncoder(w).Encode(x) }\n" * 40
    assert "not_english" not in codes(document("# Design\n\n" + code + "```\n", ".md"))
    loose = "def shorten(url):\n    key = encode(counter.next())\n    if key in cache:\n        return cache[key]\n"
    assert "not_english" not in codes(document(loose * 30, ".txt"))


@pytest.mark.parametrize("folder", ["samples", "interviews/texts"])
def test_the_texts_of_the_project_are_english(folder: str) -> None:
    for path in sorted((Path(__file__).parents[2] / "datasets" / folder).iterdir()):
        assert "not_english" not in codes(document(path.read_bytes(), path.suffix)), path.name
