"""Escalations as a rule: each row of the state table, allowed and forbidden, and what must hold on every path."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

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

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday
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
    "acknowledge": lambda case: rule.acknowledge(case, by=LEAD, now=NOW),
    "snooze": lambda case: rule.snooze(case, by=LEAD, until=NOW + timedelta(hours=2), reason="", now=NOW),
    "hand_over": lambda case: rule.hand_over(case, to=LEAD, now=NOW),
    "resolve": lambda case: rule.resolve(case, now=NOW),
    "calm": lambda case: rule.resolve(case, now=NOW, step=EscalationStep.CALM),
    "reply": lambda case: rule.record_reply(case, text="Thursday", now=NOW),
    "override": lambda case: rule.skip_owner_reply(case, now=NOW),
    "touch": lambda case: rule.restart_follow_up(case, holder=LEAD, at=NOW),
    "climb": lambda case: rule.ask_next_level(case, chain=ladder(), now=NOW),
    "ask": lambda case: rule.ask_holder(case, holder=LEAD, now=NOW),
    "lapse": lambda case: rule.restart_after_silence(case, now=NOW),
    "wake": lambda case: rule.end_snooze(case, responder=OWNER, now=NOW),
}


def ladder(*seats: Responder | None, **more: object) -> EscalationChain:
    return replace(EscalationChain(seats or EVERYBODY, ends=FAR, owner=OWNER), **more)  # type: ignore[arg-type]


def case(state: str = "triggered", **more: object) -> EscalationCase:
    found = EscalationCase(
        EscalationState(state), due=NOW, since=NOW, heard=NOW, level=0, target="owner", holder="lead", told=("owner",)
    )
    return replace(found, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("step", "state", "became"), ROWS)
def test_every_row_of_the_state_table(step: str, state: str, became: str) -> None:
    before = case(state)
    if became == "-":
        with pytest.raises(EscalationStepForbidden):
            TAKE[step](before)
    else:
        after = TAKE[step](before)
        assert after.state == became
        assert after.process > before.process, "a timer of before is stale (B-72)"


def test_the_table_above_is_the_one_that_holds() -> None:
    written = {
        (EscalationStep(step.replace("_", " ")), EscalationState(state))
        for step, state, became in ROWS
        if became != "-"
    }
    assert written == {(step, state) for step, states in ALLOWED_STATES.items() for state in states}


def test_each_state_that_waits_has_a_step_of_the_clock() -> None:
    assert set(TIMER_STEPS) == set(EscalationState) - {EscalationState.UNANSWERED, EscalationState.RESOLVED}


def test_default_levels_and_hours() -> None:
    found, asked = rule.open_case(EscalationPolicy(repeats=0), now=NOW), []
    while found.due:
        at, told = found.due, found.told
        found = rule.ask_next_level(found, chain=ladder(), now=at)
        if found.told != told:
            asked.append((found.target, f"{at:%a %H:%M}"))
    assert asked == [
        ("owner", "Wed 12:10"),
        ("lead", "Thu 11:10"),
        ("manager", "Fri 14:10"),  # four hours after its owner read it
        ("sponsor", "Tue 12:10"),
    ]
    assert found.state is EscalationState.UNANSWERED


def test_an_empty_level_and_one_that_was_asked_already_are_skipped() -> None:
    after = rule.ask_next_level(case(), chain=ladder(OWNER, None, MANAGER, None, owner=None), now=NOW)
    assert (after.target, after.level) == ("manager", 2)
    after = rule.ask_next_level(case(), chain=ladder(OWNER, OWNER, OWNER, SPONSOR, owner=None), now=NOW)
    assert (after.target, after.level) == ("sponsor", 3)


def test_all_levels_are_repeated_twice_and_then_nobody_is_asked_any_more() -> None:
    found = case(level=3, told=("owner", "lead", "manager", "sponsor"))
    for repeat in (1, 2):
        found = rule.ask_next_level(found, chain=ladder(), now=NOW)
        assert (found.target, found.round) == ("owner", repeat)
        found = replace(found, level=3, told=(*found.told, "lead", "manager", "sponsor"))
    assert rule.ask_next_level(found, chain=ladder(), now=NOW).state is EscalationState.UNANSWERED


def test_after_ten_working_days_repeats_stop() -> None:
    ends = rule.give_up_time(NOW, WORK)
    assert ends == NOW + timedelta(days=14)
    assert rule.ask_next_level(case(), chain=ladder(ends=ends), now=ends).state is EscalationState.UNANSWERED


def test_when_everybody_is_away_it_waits_for_the_first_to_return() -> None:
    back = NOW + timedelta(days=3)
    waiting = rule.ask_next_level(case(level=-1), chain=ladder(None, None, None, None, back=back), now=NOW)
    assert (waiting.state, waiting.due) == (EscalationState.TRIGGERED, back)
    nobody = rule.ask_next_level(case(level=-1), chain=ladder(None, None, None, None), now=NOW)
    assert nobody.state is EscalationState.UNANSWERED


def test_the_owner_is_warned_once_and_not_about_themselves() -> None:
    up = case(level=1, told=("owner", "lead"))
    warned = rule.ask_next_level(up, chain=ladder(), now=NOW)
    assert (warned.state, warned.due) == (EscalationState.WARNED, NOW + timedelta(hours=4))
    asked = rule.ask_next_level(warned, chain=ladder(), now=NOW)
    assert asked.target == "manager"
    assert rule.ask_next_level(asked, chain=ladder(), now=NOW).target == "sponsor", "the words were read before"
    own = ladder(OWNER, None, Responder("owner", WORK), SPONSOR)
    assert rule.ask_next_level(replace(up, told=()), chain=own, now=NOW).target == "owner"


def test_taking_it_stops_the_climb_but_not_the_clock() -> None:
    taken = rule.acknowledge(case(), by=LEAD, now=NOW)
    assert (taken.holder, taken.due) == ("lead", NOW + timedelta(days=1))
    friday = NOW + timedelta(days=2)
    assert rule.acknowledge(case(), by=LEAD, now=friday).due == friday + timedelta(days=3)
    asked = rule.ask_holder(taken, holder=LEAD, now=NOW)
    assert asked.due == NOW + timedelta(hours=4)
    again = rule.restart_after_silence(asked, now=NOW)
    assert (again.level, again.told, again.due, again.holder) == (-1, (), NOW, "lead")


def test_who_took_it_and_went_away_cannot_be_asked() -> None:
    assert rule.ask_holder(case("acknowledged"), holder=None, now=NOW).level == -1
    assert rule.end_snooze(case("snoozed"), responder=None, now=NOW).due == NOW
    assert rule.skip_absent_target(case(), now=NOW).target is None


def test_a_snooze_lasts_from_an_hour_to_five_working_days_and_once_without_a_reason() -> None:
    def until(span: str, before: EscalationCase | None = None, reason: str = "") -> EscalationCase:
        end = rule.parse_snooze(span, work=WORK, now=NOW)
        return rule.snooze(before or case(), by=LEAD, until=end, reason=reason, now=NOW)

    assert until("1h").due == NOW + timedelta(hours=1)
    assert until("5d").due == NOW + timedelta(days=7)
    for wrong in ("0h", "6d", "200h", "soon"):
        with pytest.raises(Refusal):
            until(wrong)
    again = replace(until("1h"), state=EscalationState.TRIGGERED)
    with pytest.raises(Refusal):
        until("1h", again)
    assert until("1h", again, "the vendor").state is EscalationState.SNOOZED
    assert until("1h", replace(again, level=1)).state is EscalationState.SNOOZED, "another level"


def test_handing_over_ends_a_snooze_and_asks_with_the_hours_of_the_level() -> None:
    after = rule.hand_over(case("snoozed", level=2), to=LEAD, now=NOW)
    assert (after.state, after.target, after.level) == (EscalationState.TRIGGERED, "lead", 2)
    assert after.due == NOW + timedelta(days=2, hours=-2)


def test_later_policies_do_not_touch_an_open_escalation() -> None:
    own = EscalationPolicy((EscalationLevel(EscalationRole.OWNER, 1), EscalationLevel(EscalationRole.LEAD, 2)), 0)
    found = rule.ask_next_level(rule.open_case(own, now=NOW), chain=ladder(OWNER, LEAD), now=NOW)
    assert found.policy == own
    assert found.due == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "text", ["", "owner", "owner 900h", "owner 0h", "owner 8h repeat 9", "boss 3h", "owner 8h or so"]
)
def test_a_policy_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        parse_policy(text)


def test_a_policy_is_read_from_words() -> None:
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
def test_it_asks_only_in_working_hours_nobody_twice_a_round_and_comes_to_an_end(
    found: tuple[Responder | None, ...], minutes: int, repeats: int, outage: bool
) -> None:
    start = NOW + timedelta(minutes=minutes)
    owner = next(filter(None, found), None)
    steps = EscalationChain(found, ends=rule.give_up_time(start, WORK), owner=owner)
    one, asked, count = rule.open_case(EscalationPolicy(repeats=repeats), now=start), [], 0
    while one.due and count < 400:
        count += 1
        at = one.due + timedelta(days=3) if outage and count == 4 else one.due
        before, one = one, rule.ask_next_level(one, chain=steps, now=at)
        assert one.process > before.process
        if (one.told, one.round) != (before.told, before.round) and one.target and one.told:
            seat = found[one.level]
            assert seat
            assert seat.user == one.target
            assert seat.work.is_working(at)
            asked.append((at, one.round, one.target))
    assert one.state is EscalationState.UNANSWERED
    assert len({(repeat, user) for _, repeat, user in asked}) == len(asked)
    times = [at for at, _, _ in asked]
    assert all(b - a >= timedelta(minutes=5) for a, b in pairwise(times))
