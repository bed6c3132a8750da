"""Phrases that say that work is blocked, unblocked or in need of help, and words that cancel them.

`BLOCKED_PHRASES` are plain statements ("is blocked on"), good enough to ask their author about when work is named
beside them; `BLOCKED_HINTS` say the same less plainly ("nobody is free", "no answer yet") and count only as evidence
for an update.
"""

import re

from rules.capture.wording.phrases import Phrases, compile_phrases
from rules.capture.wording.vocabulary import MACHINE_WORDS, WORK_VOCABULARY

BLOCKED_PHRASES = Phrases.from_lines(
    r"""
    blocked ; (hard-)?blocked (on|by|until|till|waiting|since|because|pending|due|from|at|in|behind|right|here|there
    | for|and|but|with|as (we|i|the|it|there|our|they|this))
    blocked ; (hard-)?blocked(?=\W*$|\s*[,;:.(–—-])
    blocked ; (?<!\w\s)blocked(?=\W{1,8}(on|by|until|till|waiting|since|because|pending)\b)
    blocked ; (?<=\[)blocked(?=\]\s*\w)
    blocking ; (is|are|'s|'re|still|currently|be|been|keeps?|remains?|which is|what is
    | what's) ~1 blocking ~3 (<work>|<us>|further|all)
    blocking ; (is|are|'s|'re|what's|still|currently) ~1 blocking (it|this|that)(?=\W*$|[,;:.])
    blocking ; (?<!\w\s)blocking (a lot of|lots of|all|most|our|further|much|several|many|multiple) ~3 (<work>|<us>)
    blocks ; blocks ~2 (<work>|<us>)
    blocker/stopper/block/impediment/bottleneck/sticking ;
    | (is|are|remains?|being|'s|becomes?) ~4 <stopper>(?! (for you|list|section|label|tag))
    blocker/stopper/block/impediment/bottleneck/sticking ; <stopper> ~3 (is|are|remains?|being|remaining)
    blocker/stopper/block/impediment/bottleneck/sticking ; <stopper> (to|for|in) ~6 (is|are|remains?)
    need ; needs? (to be (<passed>|confirmed|decided|agreed)|approval|sign-?off|a decision) ~6 (to|before (we|it
    | they) can) <go>
    blocking ; (bug|issue|problem|failure|error|regression|question|concern|conflict|prs?
    | change)s? ~1 blocking ~3 (<work>|<us>)
    blocking ; (is|are|has|have|found|hit|remains?) ~3 blocking (issue|bug|concern|question|problem|change|pr|error)s?
    blocker/stopper/block/impediment/bottleneck/sticking ;
    | (have|has|hit|hitting|facing|ran into|run into|running into) ~3 <stopper>
    waiting ; (<be> )?waiting ((now|still|just|patiently|another|\d+|one|more|few|a|days?|weeks?) )*(on|for|until
    | till|to (hear|get|be|receive|see))
    wait ; (we|i|prs?|still|now) (also |still |now |just |have to |need to |must )?wait(s)? (on
    | for|until)
    waiting ; (<be> )?(a)?waiting ~2 <gate>
    await ; (is|are|'s|'re|we|i|still|now|currently|and|which) await(s|ing)? ~4 <gate>
    await ; await(s|ing) ~4 <gate>
    pending ; (is|are|'s|'re|still|now|currently|remains?) (still |now |currently |also )?pending( on| for)? ~4 <gate>
    pending ; (?<![a-z]\s)pending( on| for)? ~4 <gate>
    stall/hold/held/ice/lock/gated/neck/hung/still/hiatus/impasse/limbo/parked/paused/stymied/jam/ham ;
    | <be> ~1 <halted>
    stalled/held/gated/bottleneck/hung up/stymied/hampered/frozen/idle ;
    | (stalled|held up|held back|gated|bottlenecked|hung up|stymied|hampered|frozen|idle) (on|by|behind|because|due
    | pending
    | until|at|in|with)
    stalled ; (progress|work|effort|review|everything|this|it|project|development|pr|rfc) ~2 (has |have )?stalled
    stalled ; (have|has) ~1 stalled
    on hold ; put ~4 on hold
    on hold ; <be> ~1 (put|placed) on hold
    on hold ; (was|were|has been|have been) (put|placed) on hold (by|until|till|pending|because|due|for|as)
    stuck ; (?<!\w\s)stuck (on|with|at|behind|in|until|waiting|because|due|since|for)
    missing/lacking/have/without ;
    | (missing|lacking|without|do(n't| not) have|have(n't| not) got) [^.;!?]{2,80}?,? so (that )?<subject><cannot>
    paused/suspended/halted/frozen ; (?<!\w\s)(paused|suspended|halted|frozen) (pending|until|till|while|because|due)
    aside ; (put|set|leave|leaving|putting|setting) (this|that|it|them|the \w+) ~1 aside (until|till|for now|while
    | because|since)
    without ; without [^.,;]{3,80} (we|i|it|this|they|the \w+) <cannot>
    on hold ; on hold (until|till|pending|while|because|due|for|as)
    stuck ; <be> ~1 stuck (on|with|at|behind|in|until|waiting|because|due|since|here)
    stuck ; <be> ~1 stuck(?=\W*$|[,;:.])
    can't/cannot/can not/able to ; <cannot> ((really|yet|even|currently|be able to) )?<go>[^.]{0,160}? (until|till
    | without|before|because|due|as long as|unless|while|since)
    can't/cannot/can not/able to ; <cannot> ((really|yet|currently) )?(proceed|move (on|forward|ahead)
    | make (any |further |more |much )?progress)
    can't/cannot/can not ; <cannot> until
    prevented ; (has|have) ~1 prevented (any |further |all )?(progress|work|us|me)
    prevent/keep/stop/block ; (prevent(s|ing)|keep(s|ing)|stop(s|ping)|block(s|ing)) (us|me|it|this|the [\w-]+
    | our [\w-]+|them) from
    holding ; (is|are|'s|has been|keeps?|still) ~1 holding (up|back)
    holding ; (is|are|'s|has been|keeps?|still) ~1 holding (us|me|it|this|things|the \w+|everything) (up|back)
    holds ; holds (us|me|things|the \w+|everything) (up|back)
    can't/cannot/can not/able to ; <cannot> ~1 <go>[^.]{0,40} (yet|right now|at the moment|for now)
    halt/standstill/to a stop ; (come|came|ground|brought|slowed) to a (halt|standstill|stop)
    require/need ; (requires?|needs?) ~8 to (land|be <passed>|merge|ship) (first|before)
    depend/contingent/conditional/hing/relies ;
    | (depends?|dependent|contingent|conditional|hinges?|hinging|relies) (up)?on ~8 (landing|merging|shipping
    | being <passed>|to (land|merge|ship|be \w+)|getting \w+|first)
    priorit ; competing priorit(y|ies)
    """,
    WORK_VOCABULARY,
)

BLOCKED_HINTS = Phrases.from_lines(
    r"""
    no-one/no one/nobody/none of ; (no-?one|no one|nobody|none of us) ~3 (free|available|has (had )?(the )?(time
    | bandwidth|capacity|cycles)|(to|who can|can|is able to) (review|take|pick|work|do|help))
    had ; (have|has|had)(n't| not)( yet)? ~1 had ~4 <capacity>
    have ; (do|does)(n't| not) (currently |yet )?have ~4 (time|bandwidth|capacity|cycles|reviewers?|resources
    | headcount)
    no/little/limited/not ; (have|has|'ve|had) (had )?(no|little|limited|not enough|not much) ~1 <capacity>
    lack/short/out of ; (lack|lacks|lacking|short|shortage|out) (of|on) ~2 <capacity>
    no /without ; (no|without an?y?) (response|reply|answers?|review|feedback|decision|word) (yet|so far|from|since
    | on)
    haven't/have not/hasn't/has not ; (haven't|have not|hasn't|has not) (yet )?(had|gotten|got|received|heard
    | seen) ((any?|back|anything) )?(response|reply|answers?|review|feedback|decision|word|from|yet)
    still ; still (needs?|needing|lacks?|lacking|missing|requires?|no) ~3 (reviews?|reviewers?|approval|sign-?off
    | decision|owner|consensus|funding|budget)
    before ; (needs?|requires?|has to|have to|must) [^.]{3,120}? before ~4 (can|could|is able|are able|will be able)
    won't/will not/not going/unlikely ; (won't|will not|not going to|unlikely to) <go>[^.]{0,80} (until|unless
    | before|without)
    progress ; (haven't|have not|hasn't|has not|didn't|did not) ~2 (make|made) ~2 progress[^.]{0,80} (because|due to
    | since)
    staffed ; (under|short)-?staffed
    access/reach ; (we|i|team|still|yet|currently|been|am|are|is|'m|'re) (<cannot>|not been able to) (access|reach
    | log ?in|connect to|get (in|hold of|access))
    access ; (?<!\w\s)<cannot> access
    delay ; (causing|caused|causes|leading to|leads to|led to|resulting in|resulted in) ~3 delays?
    delayed ; <be> ~1 delayed (by|within|because|due|pending|while|waiting)
    delayed ; (?<!\w\s)delayed (by|within|because|due|pending|while|waiting)
    delayed ; (was|were|has been|have been) ~1 delayed (by|within|because|due|pending)
    has not/hasn't/have not/haven't ; (?<!\bi\s)(?<!\bwe\s)(has|have)(n't| not)( yet)? (sent|provided|delivered
    | answered
    | replied|responded|given us|shared|approved|signed|reviewed|confirmed|returned|decided|granted)
    track/pulled/empted/priorit/swamped/tied ;
    | (got|getting|been|were|was|is|are|being) ~1 (side-?tracked|pulled (away|off)|pre-?empted|deprioriti[sz]ed
    | swamped|tied up)
    progress/movement ; (no|not much|little|not any|isn't any|without) ~1 (progress|movement)[^.]{0,80} (because
    | due to|as|since)
    """,
    WORK_VOCABULARY,
)

UNBLOCKED_PHRASES = Phrases.from_lines(
    r"""
    no longer ; no longer ~1 (blocked|blocking|waiting|stuck|stalled|on hold|held up|gated|(a )?(\w+ )?<stopper>)
    any ; (not|n't) (blocked|waiting|stuck) ~3 (any ?more|any longer)
    no longer ; no longer (an? )?((real|big|open) )?(issue|problem|concern|impediment)
    lifted ; (hold|freeze|embargo|block|pause|moratorium) (was|is|has been|got|finally) ~1 lifted
    unstuck/un-stuck ; (is|are|am|'s|'re|'m|was|got|now|finally) ~1 un-?stuck
    able to/can ; (can|(are|is) (now )?able to) (now |finally )*(<go>) again
    resumed ; (work|testing|development|progress|migration|project|rollout|review) ~4 (has |have )?resumed
    unblocked/un-blocked ; (is|are|am|'s|'re|'m|was|were|been|got|gets|now|finally) ~1 un-?blocked
    unblocked ; (has|have|'ve) ~1 unblocked
    unblocked ; unblocked (by|the|us|me|this|our|work|further|everything|several|many|now|today|yesterday|!)
    unblocks ; (which|this|that|it|and|now|landed|merged|fixed) (also |now |finally )?unblocks
    blocker/stopper/block/impediment/bottleneck/sticking/blocking ;
    | (<stopper>|blocking (issues?|bugs?|prs?|items?))(?![^.;]{0,50}(\bnot|n't|never)\b) ~6 <solved>
    blocker/stopper/block/impediment/bottleneck/sticking ;
    | <stopper>(?![^.;]{0,50}(\bnot|n't|never)\b)[^.;!?]{0,60}? (has|have|is|are|was
    | were) (been |now |finally |just )*<solved>
    blocker/stopper/block/impediment/bottleneck/sticking ;
    | (resolved|fixed|cleared|removed|addressed|lifted|solved|eliminated|fixes|resolves|removes
    | got rid of) [^.]{0,120}?(the|our|last|remaining|main|final|a|all|these|those|this|that) ~2 <stopper>
    blocking/holding ; (resolved|fixed|cleared|addressed|solved|fixes|landed|merged) [^.]{0,120}?(that|which) (was
    | were|had been|has been|have been) (blocking|holding)
    blocked/waiting/stuck/stalled/on hold ;
    | (was|were|had been|have been) (previously |earlier )?(blocked|waiting|stuck|stalled|on hold) [^.]{3,120}?(but
    | which|and) ~3 (now|since|just|finally|has landed|landed|arrived|resolved|merged)
    """,
    WORK_VOCABULARY,
)

HELP_WANTED_PHRASES = Phrases.from_lines(
    r"""
    welcome/appreciated/wanted ; (feedback|reviews?|testers|contributors|volunteers|mentors|input|prs?
    | pull requests?|contributions?|comments?|suggestions?|ideas?) ((is|are
    | would be) )?((very|most|much) )*(welcome|appreciated|wanted)
    help ; help (is |would be |'s )?(really |very |much |always |greatly |most )*(wanted|welcome|appreciated
    | needed)(?! (and|or|section|label|issues?|tag|list))
    seeking/soliciting/feedback ; (seeking|soliciting|looking for|asking for|requesting) (your |some |more |early |any
    | further |community )*(feedback|input|comments)
    looking for/seeking/searching for/in need of ;
    | (?<!\w\s)(still |also |now )?(looking for|seeking|searching for|in need of) ~3 <sought>
    looking for/seeking/search of ; (we|i|i'm|we're|we are|i am|is|still|also|currently|team|project
    | and|initiative|group|wg) ~1 (looking for|seeking|in search of|in need of) ~3 <sought>
    looking for/seeking/search of ; (is|still|also) (looking for|seeking|in search of) ~5 <helper>
    need/could use/want/like ; (we|i|we'd|i'd|team) ~2 (need|could use|want|would like
    | like) (some |a bit of |your |more )?(help|a hand|assistance|volunteers?)
    need/could use/want/like ; (we|i|we'd|i'd|team) ~2 (need|could use|want|would like) <someone> to
    need ; (?<!\w\s)needs? (some |any |a few |more |a |an |further |your |code |early |another |additional )*(reviews?
    | reviewers?|feedback|input|advice|guidance|testing|testers?|eyes|volunteers?|direction|second opinion)(?! (is|was
    | are|for the future|to be|that|and fix))
    requested/needed/sought/encouraged ; <sought> ((is |are |is also |would be )?((very|most|much|always|highly)
    + )*)?(requested
    | needed|sought|encouraged|wanted)(?! (by|to be|for the))
    need ; (?<!\w\s)needs? (someone|somebody|anyone|people|folks|a person|a volunteer|an? owner|more people) (to
    | who|for|with)
    need ; (we|i|team|which|that|it|still|and|also|this|project) ~1 needs? (some |a few |many |more |additional |new
    | another )+(people|voices|folks|hands|maintainers?|contributors?|volunteers?|reviewers?|members?|developers?
    | eyes|approv(als?
    | ers?)|feedback|reviews?)
    appreciate ; (would|'d|will) ~3 appreciate ~2 (if|help|it|any|your|feedback|reviews?|comments?|<someone>)
    need ; (?<!\w\s)needs? ((some|any|a|few|more|additional|further|another|two|one|\d+|your) )*(approvals?|approvers?
    | sign-?offs?|maintainers?|owners?|helpers?|contributors?|reviewers?|eyes)(?! (is|are|was|for the future))
    requested/needed/wanted/welcome/required ; (feedback|input|comments?|reviews?|help|support|opinions?) (from
    | by|on) ~3
    + (is |are )?(requested|needed|wanted|welcome|required)
    volunteer/join/help/contribut/sign up ; (can still|too late to|feel free to|free to|welcome to|come and)
    + (volunteer
    | join|help|contribute|sign up|review)
    could use ; could use ((some|a|an|any|more|another|extra|few|your|bit of|lot of) )*(help|hands?|eyes|set of
    + eyes|support
    | reviews?|reviewers?|feedback|input|assistance|volunteers?|contributors?|testers?)
    help ; (please|pls) help( us| me| out| with)?(?= |\W*$)
    request/asking for ; (requesting|asking for|request for) ((a|your|some|more|any|early) )*(reviews?|feedback
    | help|support
    | assistance|input|comments?|volunteers?)
    anyone/anybody/someone ; (anyone|anybody) (who (is |wants |can )?)?((is|able|available|willing|interested|up
    | free|want
    | wants|keen|with|has) )+(to|in|for|time|bandwidth|cycles|capacity|experience) ~4 (help|review|take|pick|join|test
    | contribut\w+|work|look|present|lead|volunteer|this|that|it)
    let ; let (me|us) know if you ?('d like to|want to|can|are able to|are interested|could|would like to)
    open ; open (to|for) (your |more |any |further |community |early )?<sought>
    please ; please ~1 (leave|share|add|send|provide|give|drop|post) ~2 (feedback|comments?|reviews?|suggestions?
    | input
    | thoughts|ideas)
    please ; please (review|comment|weigh in|chime in|take a look|have a look) ?(this|these|the|my|our|it|at|on
    | prs?|and|if|when|by)
    need ; (might|may|will|still|also|we|i|and|just) (also |still )?needs? (some |more |any |further |extra |a
    + bit of )*(help
    | hands|support|assistance|reviewers?|volunteers?|contributors?)
    need ; needs? ((some|more|any|further|your|early) )*(reviews?|feedback|input|advice|guidance|eyes|testing
    | testers) (but|and|before|too|asap|soon|to (move|proceed|land|merge|ship))
    any  ; any (help|feedback|input|ideas?|suggestions?|comments?|support|assistance)[^.;!?]{0,80} (appreciated
    | welcome
    | wanted|helpful)
    if  ; if (you|anyone|someone|anybody|somebody) (can|could) (help|review|look|take|test|pick|join)
    give/send ; (?<!\w\s)(please )?(give|send) ((us|me|some|your|any) )*feedback
    want/like ; (we|i|we'd|i'd) ~2 (want|like) to (get|have|hear) (some |your |more |any )?(feedback|input
    | opinions?|thoughts
    | comments?|reviews?)
    call for ; call for (people|folks|someone|anyone|everyone) to
    looking for ; (?<!\w\s)looking for (a|one|more than one|another|more) (person|people|folks)
    give/send ; [,;] (please )?(give|send) (us|me) (some |your |any )?feedback
    need ; (all|prs?|these|they|both|several|which|\d+) needs? (a |final |more |another |code |some )*reviews?
    need ; needs? (a |an |final |more |another |code |some )*(reviews?|approval)(?=\W*$|[,;:/(])
    need ; (?<!\w\s)needs? ~2 (support|assistance)(?! (for|of|the)\b)
    need ; needs? (some |any |a |an |another |more |further |your )*(reviews?|feedback|input|advice|guidance|approval
    | help|eyes|testing|direction) (from|by|of|on)
    need ;
    | (?<!\w\s)need (?!to\b|more\b|some\b)(the |someone from |an? )?[\w@-]+( (team|folks|group|people|\w+))? to
    + <judge>
    need/could use ; (?<!\w\s)(need|could use) (some |a |a bit of |any |more |another |an )*(help|hand|assistance
    | volunteers?|pair of (hands|eyes))
    appreciate/love/welcome/like/grateful/glad/happy ;
    | (would|'d) ~2 <wish> (it if|if) (<someone>|you) (could|can|would|were|was|had|wants?)
    appreciate/love/welcome ; (would|'d) ~2 (appreciate|love|welcome) (any |some |your |more )?(help|assistance
    | support|volunteers|a hand|contributions|reviews?|comments?|feedback|input|suggestions|testing)
    if  ; if (you|anyone|someone|anybody|somebody) (have|has|'ve got
    | finds?) (some |a bit of |any |the |spare )*(time|cycles|bandwidth|capacity|expertise
    | experience)[^.]{0,80}? <contact>
    if  ; if (you|anyone|someone|anybody|somebody)('re| are| is| would be|'d be)? ~1 (interested in|wants? to
    | 'd like to|would like to|likes? to|keen (on|to)|open to|able to|willing to)[^.]{0,60}? (help\w*|contribut\w+
    | volunteer\w*|join\w*|participat\w+|work\w*|tak\w+|pick\w*|review\w*|mentor\w*)[^.]{0,80}? (<contact>|welcome to)
    if  ; if (you|anyone)('d like|'re able| would like| want|'re willing| are willing) to (volunteer|help|join)
    please/pls ; (please|pls) (do )?(chime in|weigh in|help (us|test|with|out|review)|pick (it|this) up|volunteer)
    need/require ; (needs?|requires?|need) (a|an|another|more|new|one more) ~2 (developer|engineer|reviewer|mentor
    | owner|maintainer|volunteer|contributor|champion|tester|designer|pair of (hands|eyes))s?
    if you ; if you (have|'ve got) (any |some |more )?(suggestion|idea|thought|feedback|opinion|use case|comment
    | input)s?[^.]{0,40} (please|post|share|tell|<contact>)
    call for/welcome/up for grabs ; ((?<!to\s)(?<!can\s)call for (help|participation|testing|volunteers
    | contributors)|contributions? (are |is )?(very |most )?welcome|up for grabs)
    """,
    WORK_VOCABULARY,
)

MACHINE_TERMS = compile_phrases(" ".join(MACHINE_WORDS.split()).replace(" | ", "|"), {})
WORK_SUBJECT = compile_phrases("<gate>|<work>|<stopper>|<us>|us|our|we", WORK_VOCABULARY)
PERSON_OR_MILESTONE = re.compile(r"(?<!\w)@\w|\bM-?\d+\b", re.IGNORECASE)
TRIVIAL_WAIT = re.compile(
    r"\bwaiting (?:on|for) (?:you\b(?!r)"
    r"|(?:the |my |a |this )?(?:builds?|ci|tests?|pipelines?|deploy|install|download)\W*$)",
    re.IGNORECASE,
)
SECOND_PERSON_BEFORE = re.compile(r"\byou(?:'re| are)?\s+(?:\w+\s+)?$", re.IGNORECASE)
# "We can wait until we need more people" asks for none.
NOT_YET_NEEDED_BEFORE = re.compile(r"\b(?:until|when|once|whether|unless)\s+(?:\w+\s+)?$", re.IGNORECASE)
