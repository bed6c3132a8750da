"""The labels people put before the parts of an update, the kind of each part, and the ways to say "nothing here"."""

import re

from rules.capture.wording import languages
from rules.capture.wording.phrases import compile_phrases, tidy_vocabulary

LABEL_PHRASES = {
    "blockers": r"""
        ((current|open|active|key|main|any|new|known|remaining|potential|our|my) )*<blocker>( <joined> <trouble>)?
        <trouble> <joined> <blocker>
        what('s| is) (currently )?blocking( us| me| you| progress)?
        (is|are|do|does|what|have|any|anything) ~4 (blockers?|blocking|blocked|impediments|stuck
        | in (your|my|our) way)( (by|on|you|us|me|your ~1 \w+|my ~1 \w+|our ~1 \w+|progress))?
        ((\w+ )*(and |or |\w+/))?(stuck( on)?|waiting( on| for)?|on hold|needs unblocking|held up( by)?)
        """,
    "help": r"""
        ((any|current|my|our) )?help( (wanted|needed|required|requested|requests?|please))?
        (we |i )?needs? help( with)?
        (asks?|requests?( for help)?|looking for help|call for (help|participation|contributors))
        (support|assistance|input|contributors?|volunteers?|reviewers?) (needed|wanted|required)
        (where|how) (you|we|i) (can|need|could use) help
        """,
    "done": r"""
        ((key|main|major|recent|latest|notable|technical|other|new|what's|the) )*<deed>( since ~3 \w+)?
        what ((we|i) (did|have done|finished|shipped)|was done|got done|happened|'s new|is new)
        what's (new|done|been done)
        what (did|have) (you|i|we) ~3 (do|done|finish|finished|accomplish|accomplished|work on
        | complete|get done)( (yesterday|last \w+|this week|today|since ~3 \w+))?
        (since last (time|week|update|month)|yesterday|last (week|month|sprint)|happened)
        """,
    "next": r"""
        (immediate |key )?next( (steps?|up|week|month|actions?|sprint|milestones?|period))?
        (to ?-?do|plans?( for ~3 \w+)?|planned|upcoming|what('s| is) next|coming up|in progress|doing|wip|working on)
        what (will|are|do) (you|i|we) ~6 (do|doing|work on|working on|next|today|tomorrow|plan
        | focus on)( (today|tomorrow|next|this week))?
        (ongoing( work)?|today|tomorrow|action items?|focus|future work)
        """,
    "status": r"""
        ((overall|current|project|goal) )*(status|health|rag( status)?|state)
        (overall|confidence)
        """,
    "summary": r"""
        (tl ?;? ?dr|summary|overview|recap|in short|executive summary)
        """,
    "risks": r"""
        ((key|open|known|main|top) )?(risks?|issues?|concerns?|watch list|open questions|questions?)
        """,
    "challenges": r"""
        ((key|open|current|main) )?(challenges|problems|difficulties|struggles)( (faced|encountered|so far|met))?
        """,
    "dates": r"""
        ((key|target|new|important) )*(dates?|etas?|due( date)?|time ?line|milestones?|schedule|target|deadlines?)
        (forecast|delivery)( date)?
        """,
    "percent": r"""
        (%|percent(age)?|completion)( (done|complete))?
        """,
}
LABEL_VOCABULARY = tidy_vocabulary(
    blocker="""blockers? | blocking( issues?| items?| us)? | blocked( on| by| items?| work| tasks?)? | impediments?
        | road ?blocks? | obstacles? | hurdles | show ?stoppers?""",
    trouble="risks? | issues? | concerns? | dependencies | impediments? | challenges | blocked | problems | questions",
    joined="and | or | & | \\+ | / | and/or",
    deed="""developments? | done | completed? | accomplish(ed|ments) | achieve(d|ments) | highlights? | wins | shipped
        | landed | merged | finished | progress( update| made)? | delivered | changes | work done""",
    naught="""none | null | nil | nothing | nope | no | n ?/ ?a | na | not applicable | zero | 0 | (all )?(re)?solved
        | (all )?cleared | gone | nobody | no one
        | (all )?clear | all good | tbd | unblocked | not ~1 (blocked|stuck|waiting)( on anything)?
        | (we're|we are|i'm|i am) ~1 (good|fine|unblocked) | not (yet|really|currently|so far|right now)
        | not ((at (the|this) moment|that (i|we) know( of)?))""",
    earlier="""before | above | (last|previous|prior) (week|time|update|month|report|sprint|one|standup) | yesterday
        | earlier | (the )?previous (update|week|report|status) | last ~1 (week|time)('s)?( ~1 update)?
        | monday | tuesday | wednesday | thursday | friday""",
    such="""major | new | current | known | big | open | particular | specific | real | immediate | significant | hard
        | active | external | further | additional | other | important | outstanding | more | special | substantial""",
    matter="""blockers? | blocking( (issues?|us|me))? | issues? | help( (wanted|needed|required))? | risks?
        | impediments? | concerns? | updates? | progress | changes? | asks? | requests? | problems?
        | developments? | dates? | news | is (needed|blocking( (us|me))?) | needed | needs?""",
    yet="""yet | currently | at (the|this) (moment|time|point|stage) | so far | (right|for|as of) now | now | known
        | today | this (week|month|time) | to report | really | that (i|we) know of | i think | in particular | here
        | (that )?(i'm|i am|we're|we are) aware of | (from|on) (my|our) (side|end) | thank(s| you) | all good
        | me""",
)
LABEL_PATTERNS = [(kind, compile_phrases(shape, LABEL_VOCABULARY)) for kind, shape in LABEL_PHRASES.items()]
NOTHING_PATTERN = compile_phrases(
    "((there (are|is)|(i|we) have|(i|we)'ve( got)?) )?((currently|really|still|right now|so far) )?"
    "<naught>( ((<such> )*<matter>|<yet>|<such>))*",
    LABEL_VOCABULARY,
)
# A pointer to an earlier update names no blocker: what was said there is on record already.
POINTER_PATTERN = compile_phrases(
    "(still |the )?(same|unchanged|no change|ditto|idem)( (as|like) (in |on )?(the |my |our )?<earlier>)?"
    "( (blockers?|ones?|issues?))?( (as|from) (the |my |our )?<earlier>)?"
    "|(see|as( in)?|cf|like) (in )?(the |my |our )?<earlier>",
    LABEL_VOCABULARY,
)
# Where a clause follows, what it says counts; "no progress, legal is silent" denies no blocker.
CLAUSE_END = re.compile(r"[,;.!(–—]|\s-\s|\b(?:but|though|although|however|except)\b|\s(?:just|only)\b", re.IGNORECASE)
DENIES_PROGRESS = re.compile(
    r"(?:no|not|zero|little)\b.*\b(?:progress|changes?|news|updates?|developments?|dates?)\b", re.IGNORECASE
)
DECORATION = re.compile(r":[a-z0-9_+-]+:|[^\w\s%/&+;'-]|(?<!\w)_+|_+(?!\w)")
HAS_WORD = re.compile(r"\w")
MAX_LABEL_LENGTH = 48
MAX_NOTHING_LENGTH = 160


def kind_of(label: str) -> str | None:
    """Return the kind of part that a label (without its colon) announces, or None."""
    words = _plain_words(label)
    if not words or len(words) > MAX_LABEL_LENGTH:
        return None
    return next((kind for kind, pattern in LABEL_PATTERNS if pattern.fullmatch(words)), None) or languages.kind_of(
        words
    )


def says_none(text: str) -> bool:
    """Return whether a part says that there is nothing ("none yet", "n/a", "-", "no blockers right now")."""
    clause = CLAUSE_END.split(text.strip(" \t([*_-–—•"), maxsplit=1)[0]
    if DENIES_PROGRESS.match(clause):
        clause = text
    return any(_is_nothing(_plain_words(said)) for said in (text, clause) if len(said) <= MAX_NOTHING_LENGTH)


def _is_nothing(words: str) -> bool:
    words = words.strip("-/;_+ ")
    return (
        not HAS_WORD.search(words)
        or NOTHING_PATTERN.fullmatch(words) is not None
        or POINTER_PATTERN.fullmatch(words) is not None
        or languages.NOTHING_PATTERN.fullmatch(words) is not None
    )


def _plain_words(text: str) -> str:
    return " ".join(DECORATION.sub(" ", text.replace("’", "'").replace("(s)", "s")).split())
