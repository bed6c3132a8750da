"""An analysis in words, fit for a program manager to forward."""

from collections.abc import Iterator

from rules.alerts.active import merge_by_cause
from rules.alerts.analysis import ProgramAnalysis
from rules.alerts.date_conflicts import LEVEL_ORDER
from rules.alerts.health import count_passed
from rules.forecast.target_dates import TargetForecast
from rules.schedule.scheduled_plan import PlanAlert, ScheduledPlan
from rules.schedule.whatif import MilestoneShift, SlipEffect
from rules.truth.colours import day_text, days_text

MAX_ALERTS = 12
MAX_TARGETS = 8
MAX_MOVED = 15
LEVEL_MARKS = {"red": "RED  ", "amber": "AMBER", "info": "info "}


def analysis_report(analysis: ProgramAnalysis) -> str:
    """Return the whole analysis on a page, most pressing first."""
    return "\n".join(part for section in _report_sections(analysis) for part in (*section, "") if section)


def _report_sections(analysis: ProgramAnalysis) -> Iterator[list[str]]:
    yield _headline_lines(analysis)
    yield _project_lines(analysis)
    yield _target_lines(analysis)
    yield _alert_lines(analysis)
    yield _lever_lines(analysis)
    yield _health_lines(analysis)


def _headline_lines(analysis: ProgramAnalysis) -> list[str]:
    facts = analysis.facts
    program, chain = facts.plan.program, analysis.critical_chain
    done = len(analysis.milestones) - len(facts.open_milestones)
    lines = [
        f"{program.name or program.id}, as of {day_text(facts.today)}: "
        f"ends {day_text(analysis.finish)}, {days_text(analysis.length)} after "
        f"its start; {done} of {len(analysis.milestones)} milestones done."
    ]
    if len(chain) > 1:
        lines.append(f"The end is driven by {facts.chain_text(chain)}.")
    return lines


def _project_lines(analysis: ProgramAnalysis) -> list[str]:
    return [project.because for project in analysis.projects]


def _target_lines(analysis: ProgramAnalysis) -> list[str]:
    facts = analysis.facts
    open_targets = [
        forecast
        for forecast in analysis.targets
        if not facts.milestones[forecast.id].done and not facts.is_bare_date(forecast.id)
    ]
    lines = [_target_line(facts, target) for target in open_targets[:MAX_TARGETS]]
    if len(open_targets) > MAX_TARGETS:
        lines.append(f"  … and {len(open_targets) - MAX_TARGETS} more (--json has all).")
    if lines and (assumed := analysis.sources.assumed):
        subject, have, them = (
            ("1 open milestone", "has", "it") if assumed == 1 else (f"{assumed} open milestones", "have", "them")
        )
        lines.append(f"  {subject} {have} no range: -20 / +50% is assumed for {them}.")
    return ["Forecast", *lines] if lines else []


def _target_line(facts: ScheduledPlan, target: TargetForecast) -> str:
    commitment = (
        f", {target.on_time:.0%} chance of {day_text(target.committed)}"
        if target.committed and target.on_time is not None
        else ""
    )
    return f"  {facts.label(target.id)}: P50 {day_text(target.p50)}, P80 {day_text(target.p80)}{commitment}"


def _alert_lines(analysis: ProgramAnalysis) -> list[str]:
    alerts = _reported_alerts(analysis)
    lines = [f"  {LEVEL_MARKS[alert.level]}  {alert.sentence_with_owner}" for alert in alerts[:MAX_ALERTS]]
    if len(alerts) > MAX_ALERTS:
        lines.append(f"  … and {len(alerts) - MAX_ALERTS} more (--json has all).")
    return [f"Alerts ({len(alerts)})", *lines] if lines else ["No alerts."]


def _reported_alerts(analysis: ProgramAnalysis) -> list[PlanAlert]:
    """Return the alerts, red first, one for each cause; dates that affect only themselves are left to --json."""
    pressing = [alert for alert in analysis.alerts if alert.kind != "thin float" or alert.subject != alert.chain[-1]]
    return sorted(merge_by_cause(analysis.facts, pressing), key=lambda alert: LEVEL_ORDER.index(alert.level))


def _lever_lines(analysis: ProgramAnalysis) -> list[str]:
    facts = analysis.facts
    drag = sorted((row for row in analysis.milestones if row.drag), key=lambda row: (-row.drag, row.id))[:3]
    lines = [
        f"  Shortening {facts.label(row.id)} helps by at most {days_text(row.drag)}{_owner_text(facts.owner(row.id))}."
        for row in drag
    ]
    lines += [
        f"  {facts.label(lever.id)} decides the end in {lever.criticality:.0%} of runs and adds "
        f"{lever.contribution:.1f} days on average{_owner_text(facts.owner(lever.id))}."
        for lever in [driver for driver in analysis.drivers if not facts.is_bare_date(driver.id)][:3]
    ]
    return ["What would help", *lines] if lines else []


def _health_lines(analysis: ProgramAnalysis) -> list[str]:
    passed, checked = count_passed(analysis.health)
    failed = [f"  {check.name}: {check.words}" for check in analysis.health if check.passed is False]
    return [f"Plan health {passed}/{checked} (adapted from the DCMA's fourteen points)", *failed]


def _owner_text(owner: str | None) -> str:
    return f" ({owner})" if owner else ""


def effect_report(facts: ScheduledPlan, outcome: SlipEffect) -> str:
    """Return a what-if in words."""
    slips = ", ".join(f"{facts.label(name)} {days:+d} d" for name, days in outcome.slips.items())
    moved = [shift for shift in outcome.targets if shift.days]
    lines = [f"If {slips}:"]
    lines += [f"  {_shift_line(facts, shift)}" for shift in moved] or ["  no target moves."]
    others = [shift for shift in outcome.moved if shift.id not in {target.id for target in moved}]
    lines += [f"  {_shift_line(facts, shift)}" for shift in others[:MAX_MOVED]]
    if len(others) > MAX_MOVED:
        lines.append(f"  … and {len(others) - MAX_MOVED} more (--json has all).")
    before, after = outcome.finish
    end = f"moves from {day_text(before)} to {day_text(after)}" if before != after else f"stays on {day_text(after)}"
    return "\n".join([*lines, f"The program's end {end}."])


def _shift_line(facts: ScheduledPlan, shift: MilestoneShift) -> str:
    owner = f", owner {shift.owner}" if shift.owner else ""
    missed = f", misses its committed date {day_text(shift.missed)}" if shift.missed else ""
    days = "day" if abs(shift.days) == 1 else "days"
    move = f"{day_text(shift.before)} → {day_text(shift.after)} ({shift.days:+d} {days})"
    return f"{facts.label(shift.id)}: {move}{missed}{owner}"
