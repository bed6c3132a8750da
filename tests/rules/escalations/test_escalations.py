"""Escalation rules: each row of the state table, and what must hold on every path."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.escalations import snooze_spans
from rules.escalations import states as rule
from rules.escalations.policy import (
    EscalationChain,
    EscalationLevel,
    EscalationPolicy,
    EscalationRole,
    Responder,
    parse_policy,
)
from rules.escalations.states import (
    ALLOWED_STATES,
    TIMER_STEPS,
    EscalationCase,
    EscalationState,
    EscalationStep,
    EscalationStepForbidden,
)
from rules.refusal import Refusal
from rules.time.working_time import WorkTime

# A Wednesday.
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
WORK = WorkTime(zone="UTC")
OWNER, LEAD, MANAGER, SPONSOR = (Responder(user, WORK) for user in ("owner", "lead", "manager", "sponsor"))
EVERYBODY = (OWNER, LEAD, MANAGER, SPONSOR)
FAR = NOW + timedelta(days=14)

_COLUMNS = ("triggered", "warned", "acknowledged", "asked", "snoozed", "unanswered", "resolved")
_TABLE = """
acknowledge acknowledged acknowledged acknowledged acknowledged acknowledged acknowledged -
snooze      snoozed      snoozed      snoozed      snoozed      -            -            -
hand_over   triggered    triggered    triggered    triggered    triggered    triggered    -
resolve     resolved     resolved     resolved     resolved     resolved     resolved     -
calm        resolved     resolved     resolved     resolved     resolved     resolved     -
reply       -            triggered    -            -            -            -            -
override    -            triggered    -            -            -            -            -
touch       -            -            acknowledged acknowledged -            -            -
climb       triggered    triggered    -            -            -            -            -
ask         -            -            asked        -            -            -            -
lapse       -            -            -            triggered    -            -            -
wake        -            -            -            -            triggered    -            -
"""
ROWS = [
    (step, state, became)
    for step, *cells in (line.split() for line in _TABLE.strip().splitlines())
    for state, became in zip(_COLUMNS, cells, strict=True)
]
TAKE: dict[str, Callable[[EscalationCase], EscalationCase]] = {
    "acknowledge": lambda escalation_case: rule.acknowledge(escalation_case, by=LEAD, now=NOW),
    "snooze": lambda escalation_case: rule.snooze(
        escalation_case, by=LEAD, until=NOW + timedelta(hours=2), reason="", now=NOW
    ),
    "hand_over": lambda escalation_case: rule.hand_over(escalation_case, to=LEAD, now=NOW),
    "resolve": lambda escalation_case: rule.resolve(escalation_case, now=NOW),
    "calm": lambda escalation_case: rule.resolve(escalation_case, now=NOW, step=EscalationStep.CALM),
    "reply": lambda escalation_case: rule.record_reply(escalation_case, text="Thursday", now=NOW),
    "override": lambda escalation_case: rule.skip_owner_reply(escalation_case, now=NOW),
    "touch": lambda escalation_case: rule.restart_follow_up(escalation_case, holder=LEAD, at=NOW),
    "climb": lambda escalation_case: rule.ask_next_level(escalation_case, chain=escalation_chain(), now=NOW),
    "ask": lambda escalation_case: rule.ask_holder(escalation_case, holder=LEAD, now=NOW),
    "lapse": lambda escalation_case: rule.restart_after_silence(escalation_case, now=NOW),
    "wake": lambda escalation_case: rule.end_snooze(escalation_case, responder=OWNER, now=NOW),
}


def escalation_chain(*seats: Responder | None, **more: object) -> EscalationChain:
    return replace(EscalationChain(seats or EVERYBODY, ends=FAR, owner=OWNER), **more)  # type: ignore[arg-type]


def escalation_case(state: str = "triggered", **more: object) -> EscalationCase:
    default = EscalationCase(
        EscalationState(state), due=NOW, since=NOW, heard=NOW, level=0, target="owner", holder="lead", told=("owner",)
    )
    return replace(default, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("step", "state", "became"), ROWS)
def test_every_row_of_the_state_table_holds(step: str, state: str, became: str) -> None:
    before = escalation_case(state)
    if became == "-":
        with pytest.raises(EscalationStepForbidden):
            TAKE[step](before)
    else:
        after = TAKE[step](before)
        assert after.state == became
        assert after.process > before.process, "an earlier timer must be stale (B-72)"


def test_table_matches_the_allowed_states() -> None:
    expected = {
        (EscalationStep(step.replace("_", " ")), EscalationState(state))
        for step, state, next_state in ROWS
        if next_state != "-"
    }
    assert expected == {(step, state) for step, states in ALLOWED_STATES.items() for state in states}


def test_each_waiting_state_has_a_timer_step() -> None:
    assert set(TIMER_STEPS) == set(EscalationState) - {EscalationState.UNANSWERED, EscalationState.RESOLVED}


def test_default_policy_asks_each_level_on_time() -> None:
    escalation, asked = rule.open_case(EscalationPolicy(repeats=0), now=NOW), []
    while escalation.due:
        due, told_before = escalation.due, escalation.told
        escalation = rule.ask_next_level(escalation, chain=escalation_chain(), now=due)
        if escalation.told != told_before:
            asked.append((escalation.target, f"{due:%a %H:%M}"))
    assert asked == [
        ("owner", "Wed 12:10"),
        ("lead", "Thu 11:10"),
        # Four hours after the owner was warned.
        ("manager", "Fri 14:10"),
        ("sponsor", "Tue 12:10"),
    ]
    assert escalation.state is EscalationState.UNANSWERED


def test_empty_and_already_asked_levels_are_skipped() -> None:
    after = rule.ask_next_level(
        escalation_case(), chain=escalation_chain(OWNER, None, MANAGER, None, owner=None), now=NOW
    )
    assert (after.target, after.level) == ("manager", 2)
    after = rule.ask_next_level(
        escalation_case(), chain=escalation_chain(OWNER, OWNER, OWNER, SPONSOR, owner=None), now=NOW
    )
    assert (after.target, after.level) == ("sponsor", 3)


def test_levels_are_repeated_twice_then_unanswered() -> None:
    escalation = escalation_case(level=3, told=("owner", "lead", "manager", "sponsor"))
    for repeat in (1, 2):
        escalation = rule.ask_next_level(escalation, chain=escalation_chain(), now=NOW)
        assert (escalation.target, escalation.round) == ("owner", repeat)
        escalation = replace(escalation, level=3, told=(*escalation.told, "lead", "manager", "sponsor"))
    assert rule.ask_next_level(escalation, chain=escalation_chain(), now=NOW).state is EscalationState.UNANSWERED


def test_repeats_stop_after_ten_working_days() -> None:
    ends = rule.give_up_time(NOW, WORK)
    assert ends == NOW + timedelta(days=14)
    assert (
        rule.ask_next_level(escalation_case(), chain=escalation_chain(ends=ends), now=ends).state
        is EscalationState.UNANSWERED
    )


def test_escalation_waits_for_the_first_person_to_return() -> None:
    return_time = NOW + timedelta(days=3)
    waiting = rule.ask_next_level(
        escalation_case(level=-1), chain=escalation_chain(None, None, None, None, back=return_time), now=NOW
    )
    assert (waiting.state, waiting.due) == (EscalationState.TRIGGERED, return_time)
    unanswered = rule.ask_next_level(escalation_case(level=-1), chain=escalation_chain(None, None, None, None), now=NOW)
    assert unanswered.state is EscalationState.UNANSWERED


def test_owner_is_warned_once_and_not_about_themselves() -> None:
    escalated = escalation_case(level=1, told=("owner", "lead"))
    warned = rule.ask_next_level(escalated, chain=escalation_chain(), now=NOW)
    assert (warned.state, warned.due) == (EscalationState.WARNED, NOW + timedelta(hours=4))
    asked = rule.ask_next_level(warned, chain=escalation_chain(), now=NOW)
    assert asked.target == "manager"
    assert rule.ask_next_level(asked, chain=escalation_chain(), now=NOW).target == "sponsor", (
        "the owner is warned only once"
    )
    own_chain = escalation_chain(OWNER, None, Responder("owner", WORK), SPONSOR)
    assert rule.ask_next_level(replace(escalated, told=()), chain=own_chain, now=NOW).target == "owner"


def test_acknowledging_stops_the_escalation_but_keeps_a_timer() -> None:
    acknowledged = rule.acknowledge(escalation_case(), by=LEAD, now=NOW)
    assert (acknowledged.holder, acknowledged.due) == ("lead", NOW + timedelta(days=1))
    friday = NOW + timedelta(days=2)
    assert rule.acknowledge(escalation_case(), by=LEAD, now=friday).due == friday + timedelta(days=3)
    asked = rule.ask_holder(acknowledged, holder=LEAD, now=NOW)
    assert asked.due == NOW + timedelta(hours=4)
    restarted = rule.restart_after_silence(asked, now=NOW)
    assert (restarted.level, restarted.told, restarted.due, restarted.holder) == (-1, (), NOW, "lead")


def test_absent_responders_are_not_asked() -> None:
    assert rule.ask_holder(escalation_case("acknowledged"), holder=None, now=NOW).level == -1
    assert rule.end_snooze(escalation_case("snoozed"), responder=None, now=NOW).due == NOW
    assert rule.skip_absent_target(escalation_case(), now=NOW).target is None


def test_snooze_has_limits_and_one_without_reason() -> None:
    def snoozed_for(span: str, before: EscalationCase | None = None, reason: str = "") -> EscalationCase:
        end = snooze_spans.parse_snooze(span, work=WORK, now=NOW)
        return rule.snooze(before or escalation_case(), by=LEAD, until=end, reason=reason, now=NOW)

    assert snoozed_for("1h").due == NOW + timedelta(hours=1)
    assert snoozed_for("5d").due == NOW + timedelta(days=7)
    for invalid in ("0h", "6d", "200h", "soon"):
        with pytest.raises(Refusal):
            snoozed_for(invalid)
    snoozed_once = replace(snoozed_for("1h"), state=EscalationState.TRIGGERED)
    with pytest.raises(Refusal):
        snoozed_for("1h", snoozed_once)
    assert snoozed_for("1h", snoozed_once, "the vendor").state is EscalationState.SNOOZED
    assert snoozed_for("1h", replace(snoozed_once, level=1)).state is EscalationState.SNOOZED, (
        "each level may be snoozed once without a reason"
    )


def test_reassigning_ends_a_snooze_and_restarts_the_level() -> None:
    after = rule.hand_over(escalation_case("snoozed", level=2), to=LEAD, now=NOW)
    assert (after.state, after.target, after.level) == (EscalationState.TRIGGERED, "lead", 2)
    assert after.due == NOW + timedelta(days=2, hours=-2)


def test_policy_changes_do_not_affect_open_escalations() -> None:
    policy = EscalationPolicy((EscalationLevel(EscalationRole.OWNER, 1), EscalationLevel(EscalationRole.LEAD, 2)), 0)
    asked = rule.ask_next_level(rule.open_case(policy, now=NOW), chain=escalation_chain(OWNER, LEAD), now=NOW)
    assert asked.policy == policy
    assert asked.due == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "text", ["", "owner", "owner 900h", "owner 0h", "owner 8h repeat 9", "boss 3h", "owner 8h or so"]
)
def test_invalid_policy_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        parse_policy(text)


def test_policy_is_read_from_words() -> None:
    assert parse_policy("owner 8h, Lead 1.5h, repeat 1") == EscalationPolicy(
        (EscalationLevel(EscalationRole.OWNER, 8), EscalationLevel(EscalationRole.LEAD, 1.5)), 1
    )


ZONES = ("UTC", "America/Sao_Paulo", "Asia/Tokyo", "Europe/Berlin", "Pacific/Auckland", "Asia/Kathmandu")
seats = st.tuples(
    *(
        st.one_of(
            st.none(),
            st.builds(
                Responder,
                st.sampled_from(("a", "b", "c", "d")),
                st.sampled_from([WorkTime(zone=zone) for zone in ZONES]),
            ),
        )
        for _ in range(4)
    )
)


@given(seats, st.integers(0, 60 * 24 * 300), st.integers(0, 5), st.booleans())
def test_any_escalation_asks_in_working_hours_and_ends(
    found: tuple[Responder | None, ...], minutes: int, repeats: int, outage: bool
) -> None:
    start = NOW + timedelta(minutes=minutes)
    owner = next(filter(None, found), None)
    chain = EscalationChain(found, ends=rule.give_up_time(start, WORK), owner=owner)
    escalation, asked, count = rule.open_case(EscalationPolicy(repeats=repeats), now=start), [], 0
    while escalation.due and count < 400:
        count += 1
        now = escalation.due + timedelta(days=3) if outage and count == 4 else escalation.due
        before, escalation = escalation, rule.ask_next_level(escalation, chain=chain, now=now)
        assert escalation.process > before.process
        if (escalation.told, escalation.round) != (before.told, before.round) and escalation.target and escalation.told:
            responder = found[escalation.level]
            assert responder
            assert responder.user == escalation.target
            assert responder.work.is_working(now)
            asked.append((now, escalation.round, escalation.target))
    assert escalation.state is EscalationState.UNANSWERED
    assert len({(repeat, user) for _, repeat, user in asked}) == len(asked)
    times = [now for now, _, _ in asked]
    assert all(later - earlier >= timedelta(minutes=5) for earlier, later in pairwise(times))
