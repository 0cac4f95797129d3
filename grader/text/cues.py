"""Cues of negation and supposition, as regular expressions over lower-case text with straight quotes."""

from __future__ import annotations

from typing import Final, Literal

Kind = Literal["asserted", "negated", "hypothetical"]

SCOPE_WORDS: Final = 8
"""A scope ends after so many words where nothing ends it before."""

_WE = r"(?:we|i|you|they|it|that|this|there|one)"

_DONE = r"(?:been|had|done|gone|taken|made|used|put|built|kept|chosen|thought|run|written|sent|given|\w+ed)"

FORWARD: Final[dict[Kind, tuple[str, ...]]] = {
    "negated": (
        r"(?:do|does|did)(?: not|n't| not really|n't really) (?:need|want|have|use|require|support|care about"
        r"|bother|worry about|think we need|plan)(?: to| any| for)?",
        r"(?:do|does|did)(?:n't| not) (?:have|need|want) to",
        r"(?:wo|would|will|should|ca|can|could)(?:n't| not|not) (?:be )?(?:need|want|use|using|add|adding"
        r"|have|require|support|do|go|worry|bother|shard|cache|build|include|consider|retry|replicate|keep|take"
        r"|compare|define|discuss|talk|draw|estimate|describe|list|cover|mention|choose|improve)\w*",
        r"(?:is|are|was|were)(?:n't| not) (?:needed|required|necessary|going to|worth|using|a concern"
        r"|an issue|about|in scope)",
        r"(?:no|never) (?:need|reason|point|use|plans?|sense|meant)(?: for| of| in| to)?",
        r"not going to",
        r"i'm not (?:using|adding|going|doing|worrying)",
        r"we're not (?:using|adding|going|doing|worrying|building)",
        r"without(?: any| a| an| the| having| using| needing)?",
        r"instead of",
        r"rather than",
        r"as opposed to",
        r"avoid(?:s|ed|ing)?",
        r"skip(?:s|ped|ping)?",
        r"leave out",
        r"(?:we|i) (?:rejected|dismissed)",
        r"decided? against",
        r"(?:nobody|no one) (?:needs|wants|uses|asked for)",
        r"no (?:sharding|cach(?:e|es|ing)|replicas?|replication|queues?|cdn|load balancers?|websockets?"
        r"|index(?:es|ing)?|partitioning|retries|failover|monitoring|batching|streaming|microservices)",
        r"rule[ds]? out",
        r"there(?:'s| is| are|'re) no",
        r"(?:have|has|had|keep|keeps|use|uses|add|need|needs|with) no",
        r"lacks?",
        r"neither",
        r"nor",
        r"haven't (?:thought|considered|looked|designed|defined|decided)",
        r"hasn't",
        r"forgot(?: to| about)?",
        r"didn't (?:get to|think|consider|mention|cover|talk)",
        r"not sure (?:about|what|how|if|whether|why)",
        r"no idea",
        r"nothing (?:to|left|is|has)",
        rf"(?:do|does|did)(?:n't| not) (?:really )?(?:think|see|believe) (?:that )?(?:{_WE}|a|an|any|anything"
        r"|the|there's|it's)",
    ),
    "hypothetical": (
        # The condition of an unreal case may be long: the scope that counts is that of its consequence.
        rf"if {_WE} (?:wanted|had|were|needed|used|built|ever \w+)(?: [\w-]+){{0,8}},? {_WE}"
        r"(?:'d| would| could| might)",
        rf"if {_WE} (?:wanted|had|were|needed|used|ever|did|could|went|built)",
        rf"if {_WE} (?:really )?(?:want|need) to",
        rf"{_WE} (?:could|might) (?:have|maybe|possibly|theoretically)",
        # With a participle: "each message would have an id" supposes nothing.
        rf"(?:would|could|should|might)(?:'ve| have) (?:\w+ly )?{_DONE}",
        r"(?:some|many|most) (?:people|teams|companies|candidates)",
        rf"had {_WE} (?:more|another|ten times|a hundred times)",
        r"in theory",
        r"hypothetically",
        r"supposedly",
    ),
}

BACKWARD: Final[dict[Kind, tuple[str, ...]]] = {
    "negated": (
        r"(?:is|are|was|were|would be|seems?)(?:n't| not) (?:really )?(?:needed|required|necessary|important"
        r"|a concern|an issue|worth it|in scope|a requirement)",
        r"(?:is|are) (?:unnecessary|overkill|out of scope|not something|premature)",
        r"would be (?:overkill|unnecessary|premature)",
        r"(?:doesn't|does not|don't|do not) (?:matter|apply|make sense|help)",
        r"can wait",
    ),
    "hypothetical": (
        rf"(?:only )?if {_WE} (?:ever |really )?(?:need|needs|needed|want|wants|wanted) (?:it|that|them|this|one|to)",
    ),
}

SCOPE_ENDS: Final = (
    r"[;:.?!]",
    r"\bbut\b",
    r"\bhowever\b",
    r"\bso\b",
    r"\bbecause\b",
    r"\bsince\b",
    r"\binstead\b(?! of)",
    r"\bthen\b",
    r"\bdoubt\b",
    r"\bby\b",
    # A clause with a subject of its own begins.
    r", (?:we|i|you|they|it|and|the [\w-]+ (?:\w+s|can|will|would|could|should))\b",
    r"(?=\bthe [\w-]+ (?:can|will|would|could|should|might)\b)",
    r"\bwe(?:'ll)? (?:run|use|add|put|keep|have|will|can|store|replicate|shard|cache)\b",
    r"\balthough\b",
    r"\bthough\b",
    r" - ",
)
