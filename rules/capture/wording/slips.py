"""Phrases that say that work is late or moved to a later day, and the words that cancel them."""

import re

from rules.capture.wording.phrases import Phrases, tidy_vocabulary
from rules.capture.wording.vocabulary import WORK_VOCABULARY

SLIP_VOCABULARY = {
    **WORK_VOCABULARY,
    **tidy_vocabulary(
        put_off="delayed | postponed | deferred | rescheduled | pushed (back | out) | set back | put off",
        putting_off="delaying | postponing | deferring | rescheduling | pushing (back | out)",
        put_off_verb="delay | postpone | defer | reschedule | push (back | out) | put off",
        is_now="""is | are | was | were | been | being | be | got | gets | getting | 's | 're | now | again | further
        | slightly | still | also | currently | temporarily | officially | unfortunately""",
        so_far="""by | until | till | to | due | because | since | again | further | indefinitely | from | into |
        beyond | past | within | pending | while | through | for (now | a | an | another | one | two | three
        | the | at) | a (day | week | month | bit | few | couple) | \\d+ | one | two | three | another |
        this | next | last | so | as | on | in | when | after | slightly""",
        later="""next | the (\\d | week | end | start | beginning | middle | last | first | following) | late | later
        | early
        | mid | end | q[1-4] | h[12] | 20\\d\\d | <early>\\w* | \\d+\\w* | v?\\d+(\\.\\d+)+ | v\\d+ | tomorrow
        | (release | version | sprint | phase | milestone) \\d[\\w.]*""",
        artefact="""((a | an | my | some | another | new | this | that | our | his | her) )?(\\w+ )?(fix(es)? | commits?
        | branch | version | prs? | patch(es)? | changes? | updates? | code | build | image | tag | page | file | repo
        | docs? | documentation | menu | button | sidebar)""",
        while_long="\\d+ | an? | one | two | three | four | several | some | (a )?few | (a )?couple( of)? | another",
        unit="(working |business )?(day | week | month | quarter | sprint | release)s?",
    ),
}

SLIP_PHRASES = Phrases.from_lines(
    r"""
    slip/slid ; (slip(s|ped|ping)|will slip|has slid|have slid)(?! (load|loading|evaluation|execution|import|init
    | me|you
    | him|her|us|them|in\b(?! to)|through|my|away|past))
    delayed/postponed/deferred/reschedul/pushed/set back/put off ; (<is_now>) ~1 <put_off>(?! (load|loading|evaluation
    | execution|import|init|render|response|job|action)s?)
    delayed/postponed/deferred/reschedul/pushed/set back/put off ; <put_off>( (release|launch|delivery))? <so_far>
    delayed/postponed/deferred/reschedul/pushed ; <put_off>(?=\W*$|\s*[,;:.()])
    delay/postpon/defer/reschedul/push/put off ; (decided|agreed|had|have|has|need(s|ed)?|chose|forced|going
    | plan(s|ned)?) to ~1 <put_off_verb>
    delay/postpon/defer/reschedul/push/put off ; (we|i|they|team|'ll|will) ~1 <put_off_verb> (the|this|our|it
    | that|both
    | all|an?|\w+ (release|launch|milestone|date)s?)
    postponing/delaying/deferring/rescheduling ; <putting_off> (the|this|our|an?|it|that|all|to|until|\w+
    + (release|launch
    | work|until|to))
    delaying ; delaying (by )?<while_long> <unit>
    delayed/postponed/deferred ; (?<!\w\s)(delayed|postponed|deferred) [^.;,]{3,60} (until|till|to <later>|due to
    | because)
    delaying/postponing/deferring/pushing ; <putting_off> [^.;,]{3,60} (until|till|to (the )?(next|later|q[1-4]|v?\d))
    delay ; (which|this|that|it|and|has|have|had) (has |have |had )?(further )?(delayed|postponed)(?! (load
    | execution|response))
    delay ; caus(ed|ing) [^.;,]{2,30} to delay
    postponed ; (currently|temporarily|again) postponed
    push ; push(ing|es|ed)? (it|this|that|the [\w-]+|m-?\d+|[\w.-]+)( \w+){0,3} (back|out)
    push ; push(ing|es|ed)? [^.;,]{1,50}? (back|out) (by )?<while_long> <unit>
    behind/off ; (behind|off) (the |our )?(schedule|plan|track)
    late ; (releases?|launch|delivery|milestone|rollout|beta|rc|version|migration|project|we) (is|are|was|will be
    | 're) ~1 late(?! (night|bind|bound|stage|to the|in the day))
    running ; running ~1 (late|behind(?=\W*$|[,;.(]))
    behind ; (is|are|'s|'re|'m|am|still|currently|slightly|bit|little|now|putting (me|us)|fell|falling|fallen
    | set (me|us)) behind(?=\W*$|[,;.(]| (on|with|due|because))
    delay ; (?<!no\s)delays? (with|in|on|of|to|for) (this|the|our|that) ~2 (<work>|<target>)
    delay ; (?<!no\s)delays? of <while_long> <unit>
    delay ; (expect(ed|ing)?|facing|causing|caused|there (is|are|was|were)|(with|a) (further|slight|small|short
    | big|long)
    | further|some) ~1 delays? (on|in|with|of|to|for|until|by)
    delay ; delays? (due|because|caused|owing)
    pushed ; (getting|got|gets|been|was|were) pushed(?= (due|because|by|again|to next)|\W*$)
    longer ; (is|are|'s|has been|have been|still|it|was) ~1 taking (much |a (bit|little|lot) )?longer
    in time/on time ; (not|n't|cannot|unable) ~3 (finish(ed)?|done|ready|completed?|deliver(ed)?|submit(ted)?
    | make) ~4 (in|on) time
    won't/will not/not be able/unlikely/not going/wasn't able/weren't able/unable/not deliver ;
    | (won't|will not|not be able to|unlikely to|not going to|wasn't able to|weren't able to|unable to|most
    + probably not
    | probably not) (be )?(<passed>|deliver|ship|finish|complete|release|launch) [^.;,]{0,60}?(by|until|before|on time
    | in time|this (week|month|quarter|sprint|release)|within|as planned)
    delay/slip ; [\w~]+[ -](day|week|month|quarter|sprint)s?[ -](delay|slip(page)?)
    delay/slip ; (?<!\w\s)(slip(page)?|delay)\s?: ~1 <while_long> <unit>
    late/behind ; (days?|weeks?|months?) (late|behind)
    make/hit/meet/reach ; (won't|will not|not going to|unlikely to|isn't going to|not gonna|did not|didn't|can't
    | couldn't
    | may not|might not|not) (make|hit|meet|reach) (it (by|for|this|until|in|into|to)|(the|our|its|this|that) ~2
    + <target>
    | v?\d[\w.]*\b)
    miss/blew ; (miss(ed|ing)?|will miss|blew) (the|our|its|this|that) ~3 <target>
    than ; (more slowly|slower|later|longer|more time|behind) than ~3 (expected|planned|hoped|anticipated|intended
    | thought|liked?|estimated|scheduled|originally|initially)
    moved/moves/moving/shift/pushed/pushing/slid/bumped/bumping/slip/punt ;
    | (moved|moves|moving|shifts?|shifted|shifting|pushed|pushing|slid|slides|bumped|bumping|slips?|slipped|punted
    | punting) (out |back )?(from [^.]{2,30}? )?(to|until|into) <later>
    push/bump/move/shift/punt ; (pushed|pushing|bumped|bumping|punted|punting|postponed|deferred|shifted|moved
    | moving) (?!to\b|the\b|<artefact>\b)[^.;,]{2,50}? (to|until|into) <later>
    continue ; (remaining|outstanding|unfinished|rest|open) [^.;,]{0,40}?(will )?continues? (in|into) (the )?next
    + (sprint
    | week|month|quarter|iteration|release)
    moved/moves/shift ; (moves|moved|shifts|shifted|moving) (the |all |our )?~1 (date|deadline|timeline|release|launch
    | milestone|target)s? (by )?<while_long> <unit>
    moved/pulled/dropped/bumped/pushed/slipped ; (moved|pulled|dropped|bumped|pushed|slipped) out of (the |this |our
    | current |[\w.-]+ ){0,3}(sprint|milestone|release|scope|iteration|cycle|quarter|phase)(?! (team|manager|role
    | lead|notes))
    carr/roll ; (carr(y|ies|ied|ying)|roll(s|ed|ing)?) (it |this |them
    | over |forward )*(over|forward|into|to) (to |into )?(the )?(next|following) (sprint|week|iteration|quarter|cycle
    | month|release)
    new target/new eta/new date/new deadline/new release/new due ; new (target|eta|date|deadline|((release|target
    | due) date))
    + (is |will be |: ?)?(?!tbd)(<later>|<early>\w*|(mon|tues|wednes|thurs|fri)day|\d+\w*)
    extend ; extended? (the |our )?(deadline|timeline|delivery|due date|milestone)(?! (policy|feature))
    ambitious ; too ambitious
    target/deadline/goal/date ; (target|deadline|goal|date)s? ~3 (slipped|missed|not met|unmet)
    """,
    SLIP_VOCABULARY,
)

# Talk that is put off moves no date: "feedback was deferred", "deferred discussion to the next meeting".
_TALK = (
    r"(?:feedback|discussions?|decisions?|questions?|comments?|topics?|agenda(?: items?)?|votes?|voting|conversations?"
    r"|this item|meetings?|calls?|stand-?ups?|syncs?|loading|initiali[sz]ation|payments?|judg(?:e)?ments?|election)"
)
TALK_BEFORE = re.compile(rf"\b{_TALK}(?:\s+(?:was|were|is|are|has been|have been|got|will be))*\s*$", re.IGNORECASE)
TALK_WITHIN = re.compile(
    r"\b(?:deferr?\w*|postpon\w+|delay\w*|mov\w+|push\w*|reschedul\w+)\s+"
    rf"(?:(?:the|this|our|any|further|all)\s+){{0,2}}{_TALK}\b"
    r"|\b(?:to|until|for)\s+(?:(?:the|our|a|another)\s+)?(?:next|following|later|follow-up)"
    r"\s+(?:meeting|call|sync|session|time|agenda)\b"
    r"|\b(?:to|until)\s+later\s+in\s+(?:(?:the|this)\s+)?(?:meeting|call|session)\b",
    re.IGNORECASE,
)
# What a machine takes is no plan: "message delays are longer than expected", "delayed elimination of peers".
MACHINE_BEFORE = re.compile(
    r"\b(?:messages?|responses?|latenc(?:y|ies)|quer(?:y|ies)|delays?|requests?|packets?|startup|boot|load(?:ing)?|page|sync"
    r"|network|propagation|attestations?|blocks?|transactions?|cache|timeout|handshake|render(?:ing)?|compile|runtime"
    r"|gossip\w*|cpu|memory|disk|benchmarks?)(?:\s+[\w'-]+){0,4}\s*$",
    re.IGNORECASE,
)
DENIED_WITHIN = re.compile(
    r"(?:\b(?:not|never|no|hardly|without|neither|nor)|n't)\s+(?:\w+\s+)?"
    r"(?:delay|postpon|defer|reschedul|push|set back|put off|behind|slip|late|taking|further)",
    re.IGNORECASE,
)
# Only possible, or only proposed: "can be postponed", "we should push it back".
UNCERTAIN_BEFORE = re.compile(
    r"\b(?:can|could|may|might|should|would|shall|want(?:s|ed)? to|suggest\w*|propos\w+|risk(?:s|ed|ing)?(?: of)?|avoid"
    r"|consider(?:ing)?|option to|maybe|perhaps|possibly)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
