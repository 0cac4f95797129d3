"""Words that announce a step, and headings that name one. Regular expressions (RE2) over lower-case text."""

from __future__ import annotations

from typing import Final

from grader.schema.segmentation import Step

SPOKEN: Final[dict[Step, tuple[str, ...]]] = {
    "scope": (
        r"\b(?:functional|non[- ]functional) requirements?\b",
        r"\b(?:clarify\w*|clarification|requirements?|assumptions?|assum(?:e|ing)|constraints?|use cases?|out of scope|in scope|scope)\b",
        r"\b(?:how many|how much|what kind of|do we (?:need|want|have|know)|should (?:we|it|i)|can i assume|are we|is (?:it|this)|who (?:is|are))\b.*\?",
        r"\b(?:daily|monthly) active|\b(?:dau|mau|qps|per second|per day|per month)\b|\bback[- ]of[- ]the[- ]envelope\b|\bestimat\w+",
        r"\b(?:design|build) (?:a|an|the) \w+.*\b(?:system|service|app|like)\b|\bthe (?:question|problem) is\b|\btoday\b.*\bdesign",
    ),
    "high_level": (
        r"\bhigh[- ]level\b|\b(?:overall|basic|simple|initial) (?:design|architecture|diagram)\b|\b(?:let me|i'll|i will|let's) (?:draw|sketch|start (?:with|by))\b",
        r"\b(?:api|endpoint|endpoints|post /|get /|request body|response|rpc)\b",
        r"\b(?:schema|table|tables|data model|entity|entities|primary key|fields?|columns?)\b",
        r"\b(?:load balancer|gateway|web server|client sends|the client|the user (?:sends|clicks|opens|uploads))\b",
        r"\b(?:components?|architecture|diagram|flow|flows)\b",
    ),
    "deep_dive": (
        r"\b(?:deep[- ]?dive|dive (?:in|into|deeper)|in (?:more )?(?:depth|detail)|go deeper|drill)\b",
        r"\b(?:trade[- ]?offs?|pros and cons|alternatives?|option|versus|vs|downside|approach(?:es)?|instead of)\b",
        r"\b(?:shard\w*|partition\w*|replica\w*|consisten\w+|cache|caching|bottleneck|scal(?:e|ing)|concurren\w+|race condition|lock\w*|index\w*)\b",
        r"\b(?:fail\w*|crash\w*|recover\w*|retr(?:y|ies)|goes down|what (?:if|happens)|fault|monitor\w*|security|encrypt\w*)\b",
        r"\b(?:algorithm|hash\w*|queue|kafka|redis|worker|model|training|feature|embedding)\b",
    ),
    "wrap_up": (
        r"\b(?:to (?:summarize|summarise|sum up|recap|conclude|wrap up)|in (?:summary|conclusion)|wrap(?:ping)? up|recap|overall,|conclusion)\b",
        r"\b(?:improvements?|future|next steps?|with more time|if (?:i|we) had more time|extend\w*|additional)\b",
        r"\b(?:we (?:discussed|covered|talked about|went over)|any (?:other )?questions|final thoughts|talking points)\b",
    ),
    "other": (
        r"\b(?:feedback|you did|i think you|good job|well done|great job|hire|pass(?:ed)?|interviewer|interviewers|your background|career|resume|offer|company|job|recruiter|level)\b",
        r"\b(?:subscribe|channel|video|podcast|sponsor|thanks for (?:watching|having|joining)|hello everyone|welcome|nice to meet|how are you|link in|newsletter|course)\b",
        r"\b(?:references?|further reading|source|sources|credits?|license|https?|see also|table of contents|contributors?)\b",
        r"\[music\]|\[applause\]|\bgood (?:morning|afternoon|luck)\b|\bnice talking\b|\bhave a (?:good|great|nice)\b",
    ),
}
"""Cues by step. They are evidence to be weighed, not decisions."""

HEADINGS: Final[dict[Step, str]] = {
    "scope": r"\b(?:requirements?|use[- ]cases?|scope|goals?|non-goals|constraints?|assumptions?|estimat\w+|capacity|back[- ]of|clarif\w+|problem (?:statement|definition|description)|understand\w*|introduction|motivation|overview|summary|background|user stories|features|questions|calculations?|traffic|storage estimate\w*|bandwidth|what is|gather\w*|context|step 1)\b",
    "high_level": r"\b(?:high[- ]level|architecture|apis?|endpoints?|data ?model|schema|database design|data design|entities|components?|diagram|system design|basic design|initial design|flow|flows|interfaces?|proposal|design overview|workflow|hld|step 2|core design|services|storage|protocol)\b",
    "deep_dive": r"\b(?:deep[- ]?dives?|detailed?|details|scal(?:e|ing|ability)|cach\w+|partition\w*|shard\w*|replicat\w*|consisten\w+|failure\w*|fault|recovery|security|monitoring|bottlenecks?|trade[- ]?offs?|alternatives?|algorithms?|optimi[sz]ation\w*|concurrency|performance|reliab\w+|availability|challenges?|implementation|low[- ]level|edge cases|considerations|rate limit\w*|design core|step 3|step 4|comparison|collisions?)\b",
    "wrap_up": r"\b(?:wrap[- ]?up|conclusions?|summary|future|improvements?|next steps|additional|talking points|extensions?|recap|closing|final|takeaways?|open questions|enhancements?|follow[- ]?ups?|further|step 5)\b",
    "other": r"\b(?:references?|resources?|links?|further reading|credits?|license|sources?|table of contents|contents|about|author|see also|appendix|tips|interview(?:er)? (?:tips|advice)|feedback|changelog|how to|prerequisites|exercises?|implementation history|sign-?off|checklist)\b",
}
"""A heading's words by step."""

NAMES: Final[dict[Step, str]] = {
    "scope": r"^\W*(?:step 1\W*)?(?:(?:functional |non-functional |core |system )?requirements?(?: clarification| gathering)?|scope|design scope|clarif\w+(?: questions| requirements)?|gather\w* requirements|understand\w* the problem.*|use cases|back[- ]of[- ]the[- ]envelope.*|capacity estimat\w+)\W*$",
    "high_level": r"^\W*(?:step 2\W*)?(?:propose )?(?:a )?high[- ]level (?:system )?(?:design|architecture|diagram|overview)\b",
    "deep_dive": r"^\W*(?:step 3\W*)?(?:design )?deep[- ]?dives?\b",
    "wrap_up": r"^\W*(?:step 4\W*)?(?:wrap(?:ping)?[- ]?(?:it )?up|conclusions?|final (?:thoughts|words|summary)|summary and .*|future (?:work|improvements)|next steps|recap)\W*$",
    "other": r"^\W*(?:references?|further reading|table of contents|contents|resources?|links?)\W*$",
}
"""A heading that is the name of a step: what stands below it is that step unless its words say otherwise clearly."""

MARKS: Final[dict[str, str]] = {
    "closes": r"\b(?:(?:we(?:'re| are)|i think we(?:'re| are)|just|about) (?:out of|at|over|up on|almost out of) time|that's time|time(?:'s| is) up|(?:end|stop|leave|pause|call) it (?:here|there)|(?:we can|let's|gonna|going to|i'll|we'll|we could) (?:stop|end|pause|wrap up) (?:here|there|the interview|this)|(?:end|conclusion|rest) of (?:the|our|this) (?:mock )?interview|step(?:ping)? out of (?:the )?(?:interview|character|role)|stop(?:ped)? the (?:clock|timer|recording)|(?:any )?questions for (?:me|us)\b)",
    "debrief": r"\b(?:(?:give|giving|share|sharing|have|get|got|into|for|with|on|my|some|any|your|of) (?:you )?(?:some |any |my |the |your |a bit of |a little |more )*feedback\b|feedback (?:for you|section|portion|time)|looking back (?:at|on) (?:the|this|that) (?:interview|session)|(?:you )?(?:think|thought|feel) you (?:did|do|could)\b|what (?:went|you did|did you do) (?:really )?well|(?:could|should) have (?:done|gone) (?:better|differently)|you did (?:a |an |really |very |pretty |fairly |so |quite |super |damn |actually )*(?:well|good|great|fine|okay|ok|excellent|amazing)\b|(?:really|very|pretty|damn) (?:good|great|solid|strong|nice) (?:job|performance|interview)|(?:i'd|i would|we'd|we would|would i|would you|would we) (?:give (?:you|it|this|that)|hire|pass you|say (?:hire|yes|pass|no hire))|strong hire|no[- ]hire|lean(?:ing)? hire|how (?:do|did) you (?:think|feel|find) (?:you|it|that|this|about (?:it|that|this|the interview))|how (?:was (?:it|that) for you|(?:it|that|this|you) (?:went|did)\b)|debrief|if (?:this|that|it) (?:was|were|had been) (?:a|the|an) (?:real|actual) interview|in (?:a|the) real interview)",
    "opens": r"\b(?:(?:let's|let us|shall we|ready to|we can|should we|go ahead and|want to) (?:get started|start|begin|jump in|dive in|kick off|get going|get into it)|(?:the|your|our|today's|my) (?:prompt|question|problem|exercise|task|scenario) (?:is|for|today|will|would)|(?:i'd like|i want|i'd love|asking|ask|going to ask|gonna ask|i would like) you to (?:design|build)|(?:design|build|designing) (?:a|an|the|something|me|us|instagram|twitter|facebook|youtube|uber|netflix|tiktok|whatsapp)\b|problem statement|over to you|the floor is yours|take it away)",
}
"""Words by which people say that an interview begins, that it is over, or how it went."""

ABOUT: Final = r"\b(?:interviewers?|interviews?|interviewing|candidates?|feedback|you (?:did|said|mentioned|talked|were|had|could have|should have|would have|missed|started|went|spent|got|came|brought|asked|kind of|covered|didn't|never|really|definitely|also)|your (?:answer|approach|solution|design|communication|thinking|thought process)|i (?:liked|really liked|loved|felt|noticed|thought you|would have (?:liked|loved|wanted|expected))|next time|practice|offers?|level|senior|staff|junior|e[4-7]|l[4-7]|hiring|companies|mock)\b"
"""Talk about the interview, the people in it and their trade, not about a design."""

VOICES: Final[dict[str, frozenset[str]]] = {
    "you": frozenset({"you", "your", "yours", "yourself"}),
    "we": frozenset({"we", "our", "us", "let's", "let"}),
    "i": frozenset({"i", "my", "me"}),
}
"""Whom a passage speaks to or of: a debrief says *you*, a design *we*."""
