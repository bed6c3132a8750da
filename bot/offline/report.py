"""An analysis in words: what a program manager would forward."""

from collections.abc import Iterator

from rules.alerts.active import one_for_each_cause
from rules.alerts.analysis import Analysis
from rules.alerts.date_conflicts import LEVELS
from rules.alerts.health import score
from rules.forecast.target_dates import Target
from rules.schedule.scheduled_plan import Alert, Facts, said, wd, who
from rules.schedule.whatif import Effect, Shift

ALERTS, TARGETS, MOVED, MARK = 12, 8, 15, {"red": "RED  ", "amber": "AMBER", "info": "info "}


def text(found: Analysis) -> str:
    """The whole analysis on a page, most pressing first."""
    return "\n".join(part for section in _sections(found) for part in (*section, "") if section)


def _sections(found: Analysis) -> Iterator[list[str]]:
    yield _headline(found)
    yield _projects(found)
    yield _targets(found)
    yield _alerts(found)
    yield _levers(found)
    yield _health(found)


def _headline(found: Analysis) -> list[str]:
    facts = found.facts
    program, chain = facts.plan.program, found.critical_chain
    done = len(found.milestones) - len(facts.open)
    lines = [
        f"{program.name or program.id}, as of {said(facts.today)}: ends {said(found.finish)}, {wd(found.length)} after "
        f"its start; {done} of {len(found.milestones)} milestones done."
    ]
    if len(chain) > 1:
        lines.append(f"The end is driven by {facts.route(chain)}.")
    return lines


def _projects(found: Analysis) -> list[str]:
    return [each.because for each in found.projects]


def _targets(found: Analysis) -> list[str]:
    facts = found.facts
    shown = [each for each in found.targets if not facts.milestones[each.id].done and not facts.bare(each.id)]
    lines = [_target(facts, target) for target in shown[:TARGETS]]
    if len(shown) > TARGETS:
        lines.append(f"  … and {len(shown) - TARGETS} more (--json has all).")
    if lines and found.assumed:
        one = found.assumed == 1
        whose = "1 open milestone" if one else f"{found.assumed} open milestones"
        lines.append(f"  Nobody gave a range for {whose}: -20 / +50 % is assumed for {'it' if one else 'them'}.")
    return ["Forecast", *lines] if lines else []


def _target(facts: Facts, target: Target) -> str:
    kept = f"; promised {said(target.committed)}: {target.on_time:.0%}" if target.committed else ""
    return (
        f"  {facts.label(target.id)}: even odds by {said(target.p50)}, four in five by {said(target.p80)} "
        f"(±{target.stderr_days:g} d){kept}"
    )


def _alerts(found: Analysis) -> list[str]:
    told = _told(found)
    lines = [f"  {MARK[alert.level]}  {alert.sentence}" for alert in told[:ALERTS]]
    if len(told) > ALERTS:
        lines.append(f"  … and {len(told) - ALERTS} more (--json has all).")
    return [f"Alerts ({len(told)})", *lines] if lines else ["No alerts."]


def _told(found: Analysis) -> list[Alert]:
    """Red first, one for each cause; a date that presses on nothing but itself is left to --json."""
    pressing = [each for each in found.alerts if each.kind != "thin float" or each.subject != each.chain[-1]]
    return sorted(one_for_each_cause(found.facts, pressing), key=lambda each: LEVELS.index(each.level))


def _levers(found: Analysis) -> list[str]:
    facts = found.facts
    drag = sorted((row for row in found.milestones if row.drag), key=lambda row: (-row.drag, row.id))[:3]
    lines = [
        f"  Shortening {facts.label(row.id)} helps by at most {wd(row.drag)}; {who(facts.owner(row.id))}."
        for row in drag
    ]
    lines += [
        f"  {facts.label(each.id)} decides the end in {each.criticality:.0%} of runs and adds "
        f"{each.contribution:.1f} days on average; {who(facts.owner(each.id))}."
        for each in [driver for driver in found.drivers if not facts.bare(driver.id)][:3]
    ]
    return ["What would help", *lines] if lines else []


def _health(found: Analysis) -> list[str]:
    passed, made = score(found.health)
    failed = [f"  {check.name}: {check.words}" for check in found.health if check.passed is False]
    return [f"Plan health {passed}/{made} (adapted from the DCMA's fourteen points)", *failed]


def effect(facts: Facts, found: Effect) -> str:
    """A what-if in words."""
    asked = ", ".join(f"{facts.label(name)} {days:+d} d" for name, days in found.slips.items())
    moved = [shift for shift in found.targets if shift.days]
    lines = [f"If {asked}:"]
    lines += [f"  {_shift(facts, shift)}" for shift in moved] or ["  no target moves."]
    others = [shift for shift in found.moved if shift.id not in {target.id for target in moved}]
    lines += [f"  {_shift(facts, shift)}" for shift in others[:MOVED]]
    if len(others) > MOVED:
        lines.append(f"  … and {len(others) - MOVED} more (--json has all).")
    before, after = found.finish
    end = f"moves from {said(before)} to {said(after)}" if before != after else f"stays on {said(after)}"
    return "\n".join([*lines, f"The program's end {end}."])


def _shift(facts: Facts, shift: Shift) -> str:
    owner = f", owner {shift.owner}" if shift.owner else ""
    missed = f", past its promise of {said(shift.missed)}" if shift.missed else ""
    return f"{facts.label(shift.id)}: {said(shift.before)} → {said(shift.after)} ({shift.days:+d} wd){missed}{owner}"
