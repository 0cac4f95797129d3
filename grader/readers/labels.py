"""``Name:`` at the start of a line: when it names a speaker, and when it is only a word with a colon."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

ROLE_WORDS = frozenset({
    "interviewer", "interviewee", "candidate", "applicant", "you", "me", "i", "host", "mock interviewer",
    "mock candidate", "unknown speaker",
})  # fmt: skip
_PAIRS = (("q", "a"), ("question", "answer"), ("i", "c"))
"""Labels that name a voice only where their other half is there too."""

_NO_NAMES_WORDS = """
    abstract action actions add additionally admin advantage advantages agenda aggregation alert alerts algorithm
    all alternative alternatives analytics answer api apis app application approach approaches architecture area
    assumption assumptions async attachments attendees auth authentication author authorization availability average
    backend background backup balancer bandwidth base basic batch before behavior benefit benefits best better body
    book bottleneck bottlenecks budget bug business but cache caching calculation calls candidates capacity case
    cases cdn chapter check choice choose client clients cluster code column columns comment common comparison
    component components con concern cons consider consideration considerations consistency constraint constraints
    consumer content context core cost costs count coordinator daily dashboard data database databases date db
    decision default definition delete delivery demo deployment description design detail details device diagram
    disadvantage disadvantages discussion disk dive document done downside downsides drawback drawbacks durability
    duration each email encryption endpoint endpoints engineering entities entity error errors estimate estimates
    estimation event events every example examples expected explanation extra fact failure fault feature features
    feed field fields file final first fix flow follow follow-up followup for format formula frontend functional
    functionality future gateway general get given goal goals good guide handle hardware hash header high hint how
    however http https idea identity if image images impact implementation important improvement improvements in
    index indexes info input integration interface internal introduction issue issues job key keys language latency
    layer level limit limitation limitations link links list load location log logging logs long low main
    maintenance manager medium memory message messages metadata method methods metric metrics mitigation mobile
    model module monitoring monthly more name network next node nodes non non-functional note notes notification
    notifications number objective observability open operation operations optimization option optional options
    order other out output overview page parameter parameters params part partition partitioning patch path pattern
    payment peak perfect performance permission phase pipeline plan platform point points policy possible post
    primary privacy problem problems process producer product pro pros problem-statement prompt protocol provider
    purpose push put qps quality query queue rate ratio read reads reason reasoning recap recommendation recommended
    record recovery redundancy reference references region reliability remember remark replication repository
    request requests requirement requirements resource resources response result results retention retry return
    returns review risk risks role routes rule rules rationale sample say scalability scale scaling scenario schema
    scope scoring search second secondary section security sequence server servers service services session sharding
    should show side signal simple size sizing sketch software solution solutions source space speed stage start
    state statement status step steps storage store strategy strong strategies structure subject summary summarize
    sync system systems table tables takeaway task tasks team tech technology test testing then therefore they third
    this thoughts throughput time timeline timestamp tip tips title todo tool topic total tradeoff tradeoffs trade-
    off trade-offs traffic transcript trigger ttl type types ui update upload url usage use user users validation
    value values variant version video volume warning we weak web website weekly what when where which who why
    window with worker workers workflow write writes yes no yearly zone mutation requires question questions total-
    storage storage-per-year
"""
_NO_NAMES = frozenset(_NO_NAMES_WORDS.split())
_LINKING_WORDS = "of de la le van von der den del di da dos bin al el y"
_LINKING = frozenset(_LINKING_WORDS.split())
_BRACKETS = re.compile(r"\s*[(\[][^)\]]{0,40}[)\]]\s*$")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*\.?$|\d{1,3}$")
_ROMAN = re.compile(r"[IVX]+$")
_DECOR = ' \t>*_-–—•#"“'
LONGEST_LABEL = 60


def split_label(line: str) -> tuple[str, str] | None:
    """A label and what is said after its colon, from ``Label: words`` with or without Markdown or dashes around it.

    The label may be anything short; whether it names a speaker is for `speakers_among` to say.
    """
    head, colon, rest = line.partition(":")
    if not colon or len(head) > LONGEST_LABEL + 12:
        if "：" not in line[: LONGEST_LABEL + 12]:
            return None
        head, colon, rest = line.partition("：")
    elif rest and rest[0] not in ' \t*_"“':  # 10:30, https://, std::map
        return None
    label = label_name(head)
    if not label or len(label) > LONGEST_LABEL or not label[0].isalpha():
        return None
    rest = rest.strip()
    marks = len(rest) - len(rest.lstrip("*_"))
    if marks:  # the closing marks of **Name:**
        rest = rest[marks:].lstrip()
    return label, rest


def label_name(head: str) -> str:
    """A speaker's name without the marks around it and without a bracket after it: pronouns, "cont'd"."""
    name = head.strip(_DECOR)
    if "(" in name or "[" in name:
        name = _BRACKETS.sub("", name).strip(_DECOR)
    return " ".join(name.split())


def is_name_like(label: str) -> bool:
    """Whether a label has the shape of a person's name (or "Speaker 2") and no word that heads design notes."""
    words = label.replace(",", " ").split()
    if len(label) < 2 or _ROMAN.match(label):  # letters and numerals head lists
        return False
    if not 1 <= len(words) <= 4 or label.count(",") > 1:
        return False
    for position, word in enumerate(words):
        if word in _LINKING and position:
            continue
        if not _WORD.match(word) or word.lower().strip(".") in _NO_NAMES:
            return False
        if word.isdigit():
            if position == 0:
                return False
        elif word[0].islower():
            return False
    return True


def is_role(label: str) -> bool:
    """Whether the label says the part that a voice plays, so that it needs no other sign."""
    key = label.casefold()
    return key in ROLE_WORDS or (key.startswith("speaker ") and key[8:].isalnum() and len(key) < 12)


def speakers_among(labels: Iterable[str], units: int, dense: float = 0.5) -> dict[str, str]:
    """The labels that name speakers: each, case-folded, with the name to show.

    ``units`` is how many lines or cues could have had a label. Role words always count. Names count where labels open
    at least ``dense`` of the units and come back, or where two or more names each come back three times.
    """
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for label in labels:
        key = label.casefold()
        counts[key] += 1
        shown.setdefault(key, label)
    roles = {key for key in counts if is_role(key)}
    for pair in _PAIRS:
        if all(half in counts for half in pair):
            roles.update(pair)
    # "I:" and "A:" head all kinds of lists; without a partner they say nothing of a voice.
    if "i" in roles and len(roles) == 1:
        roles.clear()
    names = {key for key in counts if key not in roles and is_name_like(shown[key])}
    total = sum(counts[key] for key in names | roles)
    voices = len(names) + len(roles)
    often = {key for key in names if counts[key] >= 3}
    if len(roles) >= 2:  # both sides are named by their parts: a further voice has to be heard often
        accepted = roles | {key for key in often if counts[key] >= 0.1 * total}
    elif voices >= 2 and total >= dense * units and voices <= max(2, total / 2):
        accepted = roles | names
    elif (
        len(often) + len(roles) >= 2 and total >= 0.03 * units and sum(counts[k] for k in names - often) <= 0.3 * total
    ):
        accepted = roles | often
    else:
        accepted = roles
    return {key: shown[key] for key in accepted}
