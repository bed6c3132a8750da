"""The words of work: things to wait for, things that get blocked, things that a machine (not a person) waits on."""

from rules.capture.wording.phrases import tidy_vocabulary

WORK_VOCABULARY = tidy_vocabulary(
    be="""is | are | am | be | been | being | 's | 're | 'm | remains? | stays? | got | gets? | getting | kept | keeps?
        | currently | still | now | all | just | also | continues? to be | seems? to be | sits | sitting""",
    gate="""reviews? | reviewers? | approvals? | approvers? | sign-?offs? | decisions? | feedback | answers?
        | repl(y|ies) | responses? | confirmation | merge
        | merging | landing | releases? | access | permissions? | credentials
        | inputs? | results? | consensus | fcp | rfc | mcp | prs? | pull requests? | legal | procurement | vendors?
        | suppliers? | customers? | clients? | security | budget | funding | hardware | infra | ops | designs?
        | specs? | schema | contract | teams? | upstream | maintainers? | owners? | stakeholders? | fix | fixes | bors
        | discussion | meeting | ci | quote | paperwork | visa | delivery | handover | hand-over | migration | rollout
        | clarifications? | guidance | instructions | signatures? | invoices? | keys | licen[cs]es? | committee | board
        | patch | audit | clearance | ruling | go-ahead | green light""",
    work=r"""work | progress | releases? | launch | roll-?outs? | merge | merging | migration | deploy | deployment
        | stabili[sz]ation | project | milestone | beta | alpha | ga | go-?live | cut-?over | feature | prs? | rfc
        | landing | shipping | sprint | testing | qa | delivery | sign-?off | review | integration | implementation
        | effort | plan | goal | teams? | hand-?over | adoption | development | pull requests? | m-?\d+ | customers?
        | train | upgrade | pipeline | deadline | build | builds | environment | staging
        | cluster | server | certificate""",
    us="us | me | everyone | everybody | everything | the team | the rest | others",
    go="""proceed | progress | move (on|forward|ahead|along) | continue | start | begin | merge | land | ship | release
        | test | deploy | launch | finish | complete | make (any |further |more |much )?progress | advance | roll out
        | go (ahead|live|forward|out) | sign off | close | stabili[sz]e | unblock | get (started|going|further)
        | do (anything|much|more|it|that|this) | be <passed>""",
    passed="""merged | landed | released | stabili[sz]ed | deployed | shipped | started | tested | completed | finished
        | rolled out | closed | enabled | published | approved | signed | resolved | reviewed | fixed | accepted | done
        | ready""",
    halted="""stalled | on hold | on ice | held up | held back | deadlocked | gated | bottlenecked | hung up
        | at a standstill | on hiatus | at an impasse | in limbo | parked | paused | stymied | log-?jammed
        | hamstrung | hampered""",
    stopper="blockers? | show-?stoppers? | road-?blocks? | impediments? | bottlenecks? | sticking points?",
    capacity="""time | bandwidth | capacity | cycles | reviewers? | resources | headcount | staff | staffing | manpower
        | people""",
    subject="((we|i|it|this|they|the \\w+) )?((still|therefore|currently|just) )?",
    judge="""review | look | decide | approve | help | test | weigh | confirm | check | sign | answer | respond | merge
        | comment | priorit[iy][sz]e""",
    someone="someone | somebody | anyone | anybody | people | folks | a volunteer | another person | some people",
    helper="""help | volunteers? | <someone> | reviewers? | contributors? | mentors? | testers? | maintainers?
        | developers? | engineers? | designers?
        | an owner | champions? | co-?authors? | collaborators? | a new owner""",
    sought="""<helper> | reviews? | feedback | input | comments? | members? | individuals? | folks | contributions?
        | suggestions? | speakers? | presenters? | candidates? | hosts? | sponsors? | opinions? | approvals? | eyes
        | guidance | participation | applicants? | moderators? | ((docs?|documentation) )?writers? | documentarians?
        | leads? | translators? | facilitators? | editors? | experts?""",
    solved="""resolved | fixed | cleared | removed | gone | addressed | lifted | sorted | unblocked | solved
        | eliminated | out of the way | behind us""",
    cannot="can't | cannot | can not | unable to | not able to | won't be able to | not yet able to",
    target="date | deadline | target | release | milestone | goal | cut | cut-?off | train | window | slot | freeze",
    wish="appreciate | love | welcome | like | be (grateful|glad|happy)",
    contact="""reach out | help | ping | dm | contact | let (me|us) know | get in touch | chime in | message
        | talk to (me|us)""",
    early="jan | feb | mar | apr | may | jun | jul | aug | sep | oct | nov | dec | mon | tue | wed | thu | fri",
)

MACHINE_WORDS = r"""threads? | mutex(es)? | sockets? | locks? | semaphores? | i/?o | stdin | stdout | syscalls?
    | event[ -]?loops? | coroutines? | goroutines? | executors? | async | callbacks? | cpu | gc
    | garbage collect\w* | main loop | input-port | (this|child|sub|the|a|main|another)[ -]?process
    | browser | adblock\w* | popups? | cookies | keystrokes? | keypress | prompt | timeout | signal
    | read-\w+ | undefined symbol | (beta|ad|ads|content|pop-?up|script)[ -]?blockers?"""
