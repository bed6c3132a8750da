"""The phrases by which people say that work is held up, freed, late or wants a hand, and those that unsay them.

`HELD` are plain statements ("is blocked on"), good enough to ask their author about when work is named beside them;
`HINTS` say the same less plainly ("nobody is free", "no answer yet") and count only as evidence for an update.
"""

import re

from program.capture.phrases import pattern
from program.capture.vocabulary import MACHINES, WORDS

HELD = pattern(
    r"""
    (hard-)?blocked (on|by|until|till|waiting|since|because|pending|due|from|at|in|behind|right|here|there|for|and
    | but|with|as)
    (hard-)?blocked(?=\W*$|\s*[,;:.(–—-])
    (is|are|'s|'re|still|currently|be|been|keeps?|remains?|which is|what is|what's) ~1 blocking ~3 (<work>|<us>
    | further|all)
    (is|are|'s|'re|what's|still|currently) ~1 blocking (it|this|that)(?=\W*$|[,;:.])
    blocks ~2 (<work>|<us>)
    (is|are|remains?|being|'s|becomes?) ~4 <stopper>(?! (for you|list|section|label|tag))
    <stopper> ~3 (is|are|remains?|being|remaining)
    (bug|issue|problem|failure|error|regression|question|concern|conflict|prs?|change)s? ~1 blocking ~3 (<work>|<us>)
    (is|are|has|have|found|hit|remains?) ~3 blocking (issue|bug|concern|question|problem|change|pr|error)s?
    (have|has|hit|hitting|facing|ran into|run into|running into) ~3 <stopper>
    (<be> )?waiting (on|for|until|till|to (hear|get|be|receive|see))
    (we|i|it|this|that|prs?|which|still|now) (also |still |now |just |have to |need to |must )?wait(s)? (on|for|until)
    (<be> )?(a)?waiting ~2 <gate>
    (is|are|'s|'re|we|i|still|now|currently|and|which) await(s|ing)? ~4 <gate>
    await(s|ing)? ~4 <gate>
    (is|are|'s|'re|still|now|currently|remains?) ~1 pending( on| for)? ~4 <gate>
    (?<![a-z]\s)pending( on| for)? ~4 <gate>
    <be> ~1 <halted>
    (stalled|held up|held back|gated|bottlenecked|hung up|stymied|hampered) (on|by|behind|because|due|pending|until
    | at|in|with)
    (progress|work|effort|review|everything|this|it|project|development|pr|rfc) ~2 (has |have )?stalled
    (have|has) ~1 stalled
    put ~4 on hold
    (put|set|leave|leaving|putting|setting) (this|that|it|them|the \w+) ~1 aside (until|till|for now|while|because
    | since)
    without [^.,;]{3,80} (we|i|it|this|they|the \w+) <cannot>
    on hold (until|till|pending|while|because|due|for|as)
    <be> ~1 stuck (on|with|at|behind|in|until|waiting|because|due|since|here)
    <be> ~1 stuck(?=\W*$|[,;:.])
    <cannot> ((really|yet|even|currently|be able to) )?<go>[^.]{0,160}? (until|till|without|before
    | because|due|as long as|unless|while|since)
    <cannot> ((really|yet|currently) )?(proceed|move (on|forward|ahead)
    | make (any |further |more |much )?progress)
    (prevent(s|ing)|keep(s|ing)|stop(s|ping)|block(s|ing)) (us|me|it|this|the [\w-]+|our [\w-]+|them) from
    (is|are|'s|has been|keeps?|still) ~1 holding (up|back)
    (is|are|'s|has been|keeps?|still) ~1 holding (us|me|it|this|things|the \w+|everything) (up|back)
    holds (us|me|things|the \w+|everything) (up|back)
    <cannot> ~1 <go>[^.]{0,40} (yet|right now|at the moment|for now)
    (come|came|ground|brought|slowed) to a (halt|standstill|stop)
    (requires?|needs?) ~8 to (land|be <passed>|merge|ship) (first|before)
    (depends?|dependent|contingent|conditional|hinges?|hinging|relies) (up)?on ~8 (landing|merging|shipping
    | being <passed>|to (land|merge|ship|be \w+)|getting \w+|first)
    competing priorit(y|ies)
    """,
    WORDS,
)

HINTS = pattern(
    r"""
    (no-?one|no one|nobody|none of us) ~3 (free|available|has (had )?(the )?(time|bandwidth|capacity|cycles)|(to
    | who can|can|is able to) (review|take|pick|work|do|help))
    (have|has|had)(n't| not)( yet)? ~1 had ~4 <capacity>
    (do|does)(n't| not) (currently |yet )?have ~4 (time|bandwidth|capacity|cycles|reviewers?|resources|headcount)
    (have|has|'ve|had) (had )?(no|little|limited|not enough|not much) ~1 <capacity>
    (lack|lacks|lacking|short|shortage|out) (of|on) ~2 <capacity>
    (no|without an?y?) (response|reply|answers?|review|feedback|decision|word) (yet|so far|from|since|on)
    (haven't|have not|hasn't|has not) (yet )?(had|gotten|got|received|heard|seen) ((any?|back
    | anything) )?(response|reply|answers?|review|feedback|decision|word|from|yet)
    still (needs?|needing|lacks?|lacking|missing|requires?|no) ~3 (reviews?|reviewers?|approval|sign-?off|decision
    | owner|consensus|funding|budget)
    (needs?|requires?|has to|have to|must) [^.]{3,120}? before ~4 (can|could|is able|are able|will be able)
    (won't|will not|not going to|unlikely to) <go>[^.]{0,80} (until|unless|before|without)
    (haven't|have not|hasn't|has not|didn't|did not) ~2 (make|made) ~2 progress[^.]{0,80} (because|due to|since)
    (under|short)-?staffed
    (got|getting|been|were|was|is|are|being) ~1 (side-?tracked|pulled (away|off)|pre-?empted|deprioriti[sz]ed
    | swamped|tied up)
    (no|not much|little|not any|isn't any|without) ~1 (progress|movement)[^.]{0,80} (because|due to|as|since)
    """,
    WORDS,
)

FREED = pattern(
    r"""
    no longer ~1 (blocked|blocking|waiting|stuck|stalled|on hold|held up|gated|(a )?(\w+ )?<stopper>)
    (not|n't) (blocked|waiting|stuck) ~3 (any ?more|any longer)
    (is|are|am|'s|'re|'m|was|were|been|got|gets|now|finally) ~1 un-?blocked
    (has|have|'ve) ~1 unblocked
    unblocked (by|the|us|me|this|our|work|further|everything|several|many|now|today|yesterday|!)
    (which|this|that|it|and|now|landed|merged|fixed) (also |now |finally )?unblocks
    (<stopper>|blocking (issues?|bugs?|prs?|items?)) ~6 <solved>
    (resolved|fixed|cleared|removed|addressed|lifted|solved|eliminated|fixes|resolves|removes
    | got rid of) [^.]{0,120}?(the|our|last|remaining|main|final|a|all|these|those|this|that) ~2 <stopper>
    (resolved|fixed|cleared|addressed|solved|fixes|landed|merged) [^.]{0,120}?(that|which) (was|were|had been
    | has been|have been) (blocking|holding)
    (was|were|had been|have been) (previously |earlier )?(blocked|waiting|stuck|stalled|on hold) [^.]{3,120}?(but
    | which|and) ~3 (now|since|just|finally|has landed|landed|arrived|resolved|merged)
    """,
    WORDS,
)

WANTED = pattern(
    r"""
    (feedback|reviews?|testers|contributors|volunteers|mentors|input) ((is|are|would be) )?((very|most
    | much) )*(welcome
    | appreciated|wanted)
    help (is |would be |'s )?(really |very |much |always |greatly |most )*(wanted|welcome|appreciated
    | needed)(?! (and|or|section|label|issues?|tag|list))
    (we|i|i'm|we're|we are|i am|is|still|also|currently|team|project|and) ~1 (looking for|seeking
    | in search of) ~3 <helper>
    (we|i|we'd|i'd|team) ~2 (need|could use|want|would like|like) (some |a bit of |your |more )?(help|a hand
    | assistance|volunteers?)
    (we|i|we'd|i'd|team) ~2 (need|could use|want|would like) <someone> to
    (would|'d) ~2 <wish> (it if|if) (<someone>|you) (could|can|would|were|was|had|wants?)
    (would|'d) ~2 (appreciate|love|welcome) (any |some |your |more )?(help|assistance|support|volunteers|a hand
    | contributions)
    if (you|anyone|someone|anybody|somebody) (have|has|'ve got|finds?) (some |a bit of |any |the |spare )*(time
    | cycles|bandwidth|capacity|expertise|experience)[^.]{0,80}? <contact>
    if (you|anyone|someone|anybody|somebody)('re| are| is| would be|'d be)? ~1 (interested in|wants? to|'d like to
    | would like to|likes? to|keen (on|to)|open to|able to|willing to)[^.]{0,60}? (help\w*|contribut\w+|work\w*|tak\w+
    | pick\w*|review\w*|mentor\w*)[^.]{0,80}? <contact>
    (please|pls) (do )?(chime in|weigh in|help (us|test|with|out|review)|pick (it|this) up|volunteer)
    (needs?|requires?|need) (a|an|another|more|new|one more) ~2 (developer|engineer|reviewer|mentor|owner|maintainer
    | volunteer|contributor|champion|tester|designer|pair of (hands|eyes))s?
    if you (have|'ve got) (any |some |more )?(suggestion|idea|thought|feedback|opinion|use case|comment
    | input)s?[^.]{0,40} (please|post|share|tell|<contact>)
    ((?<!to\s)(?<!can\s)call for (help|participation|testing|volunteers|contributors)
    | contributions? (are |is )?(very |most )?welcome
    | up for grabs)
    """,
    WORDS,
)

LATE = pattern(
    r"""
    (slip(s|ped|ping)|will slip|has slid|have slid|pushed (back|out)|postponed|delayed|deferred|rescheduled
    | moved (back|out))(?! (load|loading|evaluation|execution|import|init
    | me|you|him|her|us|them|in|through|my|away|past))
    push(ing|es)? (it|this|that|the \w+|m-?\d+) (back|out)
    (behind|off) (the |our )?(schedule|plan|track)
    running ~1 late
    (days?|weeks?|months?) (late|behind)
    (won't|will not|not going to|unlikely to|isn't going to|not gonna|did not|didn't|can't) (make|hit|meet
    | reach) (it (by|for|this|until)|(the|our|its|this|that) ~2 <target>)
    (miss(ed|ing)?|will miss|blew) (the|our|its|this|that) ~1 <target>
    (more slowly|slower|later|longer|more time|behind) than ~3 (expected|planned|hoped|anticipated|intended|thought
    | liked?|estimated|scheduled|originally|initially)
    (moved|moves|shifts?|shifted|pushed|slid|slides|bumped|slips?|slipped) (out |back )?(from [^.]{2,30}? )?(to
    | until|into) (next|the (\d|week|end|start|beginning|middle|last|first|following)
    | late|early|mid|end|q[1-4]|20\d\d|<early>\w*|\d+\w*)
    too ambitious
    (target|deadline|goal|date)s? ~3 (slipped|missed|not met|unmet)
    """,
    WORDS,
)

MACHINE = pattern(" ".join(MACHINES.split()).replace(" | ", "|"), {})
SUBJECT = pattern("<gate>|<work>|<stopper>|<us>|us|our|we", WORDS)
PERSON = re.compile(r"(?<!\w)@\w|\bM-?\d+\b", re.IGNORECASE)

IF = re.compile(
    r"\b(?:if|whether|when(?:ever)?|unless|in case|suppose|imagine|assuming|as soon as|once|lest|what happens)\b"
    r"[^,;]{0,80}$",
    re.IGNORECASE,
)
MODAL = re.compile(
    r"\b(?:would(?:n't)?|could(?:n't)?|might|may|should(?:n't)?|will|'ll|won't|shall|going to|want to|to|'d)"
    r"(?:\s+\w+){0,2}\s*$",
    re.IGNORECASE,
)
NOT = re.compile(
    r"(?:\b(?:not|never|no longer|nothing|nobody|none|without|hardly|neither|nor|instead of|rather than"
    r"|avoid(?:s|ing)?|stop(?:ped)?|no|zero|any|un|non|can't)|n't)(?:[\s-]+\w+){0,3}[\s-]*$",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:was|were|had(?: been)?|used to(?: be)?|previously|formerly|earlier)(?:\s+\w+){0,2}\s*$", re.IGNORECASE
)
INSIDE = re.compile(r"\b(?:no|zero|never|not an?)\b", re.IGNORECASE)
REFUSED = re.compile(r"\b(?:not|never)\b|n't\b", re.IGNORECASE)
ADDRESSED = re.compile(r"\byou(?:'re| are)?\s+(?:\w+\s+)?$", re.IGNORECASE)
SUPPOSED = re.compile(r"\W*(?:if|unless|suppose|supposing|imagine|in case|should)\b", re.IGNORECASE)
STILL = re.compile(r"\b(?:still|remains?|currently)\b", re.IGNORECASE)


def _stems(words: str) -> tuple[str, ...]:
    return tuple(stem.replace("_", " ") for stem in words.split())


HELD_STEMS = _stems(
    "aside sticking hiatus not_yet require need block wait pending stall hold held ice deadlock gated bottleneck hung "
    "standstill impasse limbo frozen parked paused stymied jammed idle hamstrung hamper stuck halt can't cannot "
    "not_able can_not unable won't prevent keep stop depend contingent conditional hing relies priorit impediment"
)
HINT_STEMS = _stems(
    "no_one haven't have_not hasn't has_not staffed won't will_not going_to unlikely no-one nobody none time "
    "bandwidth capacity cycles reviewer resources headcount staff manpower people response reply answer review "
    "feedback decision word heard still before track pull empted swamped tied priorit progress movement"
)
FREED_STEMS = _stems("block impediment waiting stuck stalled hold gated stopper bottleneck sticking")
WANTED_STEMS = _stems(
    "person_to if_people if_folks need_more need_new need_one needs_new needs_one suggest idea thought opinion "
    "use_case comment needs_a require need_a needs_more needs_an help feedback input tester mentor contribut "
    "looking_for seeking search_of a_hand assist volunteer appreciate welcome if_you if_any if_some chime weigh "
    "pick_it pick_this call_for grabs someone_to somebody_to anyone_to anybody_to people_to folks_to"
)
LATE_STEMS = _stems(
    "slip slid push postpone delay defer reschedul moved moves behind off_ late make_ hit_ meet_ reach_ miss blew "
    "_than_ shift bumped ambitious target deadline goal date"
)
