"""The regular expressions of the explicit forms (B-20)."""

import re

MILESTONE_ID = r"M-?(\d{1,7})"


VERB_FIRST = re.compile(
    r"(done|completed?|finished|delivered|shipped|slip(?:s|ped)?|delay(?:ed)?|postponed?|push(?:ed)?|moved?)\s*(?:with\s+)?"
    r"[:,]?\s*(M-\d{1,7}\b(?:\s*(?:,|&|\+|and)\s*M-?\d{1,7}\b)*)\s*[:,–—]?\s*(.*)",
    re.IGNORECASE,
)


# Cheap, because every line of ordinary talk is held against it.
OPENING = re.compile(
    r"[\s*_]*(?:M-?\d|block|unblock|risk|issue|assum|decided|undo\b"
    r"|(?:done|complete|finish|deliver|ship|slip|delay|postpone|push|move|reopen|cancel|rename|delete|commit)\w*\W+(?:with\s+)?"
    r"(?:M|PRJ|PRG)-\d|[\w -]{0,16}(?:update|fyi|news|heads[- ]?up)\W{0,3}M-?\d)",
    re.IGNORECASE,
)


SUBJECT_IDS = re.compile(
    rf"{MILESTONE_ID}\b((?:\s*(?:,|&|\+|and)\s*M-?\d{{1,7}}\b)*)\s*(?:[:,–—]|-(?![>\d]))?\s*", re.IGNORECASE
)


LABEL_BEFORE_ID = re.compile(
    r"(?:(?:quick|small|short|status|daily|weekly|progress)\s+)?(?:update|fyi|news|heads[- ]?up)"
    r"\s*[:,–—-]?\s*(?=M-?\d)",
    re.IGNORECASE,
)


NEXT_STATEMENT = re.compile(r"\s*(?:[,;&+]|\band\b)\s*(?=M-?\d{1,7}\b)", re.IGNORECASE)


MILESTONE_ID_PATTERN = re.compile(MILESTONE_ID, re.IGNORECASE)


WORDLESS_TAIL = r"[\s.!✅🎉🚀👍]*(?::[\w+-]+:[\s.!]*)*$"


COPULA = r"(?:(?:is|are|was|were|now|has been|have been|at|to|=)\s+)*"


DONE_FORM = re.compile(rf"{COPULA}(?:done|completed?|finished|delivered|shipped)\b(.*)", re.IGNORECASE | re.DOTALL)


PERCENT_FORM = re.compile(rf"{COPULA}=?\s*(-?\d{{1,6}}(?:[.,]\d+)?)\s?(?:%|percent\b)(.*)", re.IGNORECASE)


SOURCE_TAIL = r"[\s,;:(–—-]*(?:(?:see|details?|more)\b\D{0,40}|in\s+)?https?://\S+\)?"


PERCENT_TAIL = re.compile(
    rf"\s*(?:done|complete|completed|there|through|finished)?(?:{SOURCE_TAIL})?{WORDLESS_TAIL}", re.IGNORECASE
)


OWNER_FORM = re.compile(r"(?:owner|owned by|assigned to|assign)\b\s*(?:is|now|to|:|=|->|→)?\s*(.*)", re.IGNORECASE)


MOVE_VERBS = (
    r"slip(?:s|ped|ping)?|moves?|moved|moving|delay(?:s|ed)?|push(?:es|ed)?|postponed?|shift(?:s|ed)?|pull(?:s|ed)?"
)


SLIP_FORM = re.compile(
    rf"{COPULA}(?:has\s+)?((?:{MOVE_VERBS})\b(?:\s+(?:back|out|in|forward|up)\b)?)\s*((?:to|until|till|by|->|→)?\s*)(.*)",
    re.IGNORECASE,
)


NEW_DATE_FORM = re.compile(
    r"(?:(?:new\s+)?(?:date|eta|due|forecast|expected)\b\s*(?:is|now|:|=)?|now|->|=>|→)\s*(?=\S)(.*)", re.IGNORECASE
)


MOVED_FORM = re.compile(r"(to\s+(?=\S)|(?=[+-]\s*\d))(.*)", re.IGNORECASE)


BLOCKED_FORM = re.compile(r"(?:(?:is|are)\s+)?blocked\b\s*(?:[:–—-]\s*)?(?:(?:by|on)\s+)?(.*)", re.IGNORECASE)


REASON_START = re.compile(
    r"\s*[,;:(–—-]*\s*\b(?:because(?:\s+of)?|due to|since|as|owing to|reason)\b:?\s+|\s+[–—-]{1,2}\s+|\s*[;:(]\s*",
    re.IGNORECASE,
)


QUESTION_END = re.compile(r"\?[\s)\"'”!?]*$")


BLOCK_FORM = re.compile(rf"block(?:ed|er)?\s+{MILESTONE_ID}\b\s*[:,–—-]?\s*(.*)", re.IGNORECASE)


UNBLOCK_FORM = re.compile(r"unblock(?:ed)?\s+([BM])-?(\d{1,7})\b[\s:,;–—-]*(.*)", re.IGNORECASE | re.DOTALL)


NEEDS_CLAUSE = re.compile(r"[\s,;.–—-]+needs?\s+", re.IGNORECASE)


BY_CLAUSE = re.compile(r"[\s,;]+(?:by|before|until)\s+", re.IGNORECASE)


DATELIKE_START = re.compile(
    r"\d|(?:mon|tues?|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec|to|next|end|eo[wmqy]|mid|week)\w{0,6}\b",
    re.IGNORECASE,
)


RAISE_FORM = re.compile(r"(risk|issue|assum(?:e|ption)|decided)\s*(?:[:–—]\s*|\s-\s+|(?=[\"“]))(.*)", re.IGNORECASE)


BARE_RISK_FORM = re.compile(
    r"(risk)\s+(?!(?:it|is|isn't|was|are|as|and|or|assessments?|management|manager|registers?|free|averse|aversion|factors?|appetite|matrix|"
    r"analys[ie]s|profile|taking|takers?|being|getting|losing|having|level|score|owners?|review|what"
    r"|of|to|for|with|from|when|if|everything|anything|breaking|tolerance|your|their|his|her)\b)(\w.*)",
    re.IGNORECASE,
)


BARE_ASSUMPTION_FORM = re.compile(
    r"assum(?:e|ption)\s+(?!(?:you|we|i|it|that|this|there|he|she|they|your|my|our|nothing|so|good|is|was|of|and|or)\b)"
    r"(\w.{8,})",
    re.IGNORECASE,
)


# An entry's values without the thing itself: "risk owner @bo", "risk on M-1", "assume check 1 May".
EMPTY_ENTRY_FORM = re.compile(
    r"(risk|issue|assum(?:e|ption))\s*[:–—-]?\s*(?:(?:owner\s*:?\s*@\S+|\d{1,3}\s?%|\d{1,4}w?d\b|(?:on|in)\s+(?:M|PRJ)-?\d+\b"
    r"|(?:check|review)\s+(?:(?:on|by)\s+)?[\w ]{3,24}|[\"“”])[\s,;.]*)+$",
    re.IGNORECASE,
)


# What may follow the day of a check: the milestone and the owner.
AFTER_CHECK_DAY = re.compile(
    r"[\s,;]+(?:(?:on|in)\s+(?:M|PRJ)-?\d+\b|owner\b|@\S|\d{1,3}\s?%|\d{1,4}w?d\b).*$", re.IGNORECASE
)


CHECK_CLAUSE = re.compile(r"[\s,;.–—-]+(?:check|review|revisit)(?:\s+(?:by|on|it on|it by))?\s+(.*)$", re.IGNORECASE)


GRADE_ONLY = re.compile(
    r"(?:none|null|no|n/?a|nil|nothing|low|medium|moderate|high|green|amber|yellow|red|tbd|unknown|-+)\W*$",
    re.IGNORECASE,
)


ADDRESS_ONLY = re.compile(r"(?:https?://|www\.)\S+$", re.IGNORECASE)


THANKS_START = re.compile(r"(?:thanks|thank you|thx)\b", re.IGNORECASE)


WEEKDAY_START = re.compile(r"(?:on\s+|last\s+)?(?:mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)
