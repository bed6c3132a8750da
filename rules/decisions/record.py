"""Decisions as Markdown, one record each, in the manner of architecture decision records (Nygard 2011)."""

from collections.abc import Iterable, Mapping
from datetime import date

from rules.decisions.consent import Objection
from rules.decisions.decision import Decision, DecisionState

_STATES = {
    DecisionState.OPEN: "open",
    DecisionState.DECIDED: "decided",
    DecisionState.BY_CONSENT: "adopted by consent",
    DecisionState.SUPERSEDED: "superseded",
    DecisionState.WITHDRAWN: "withdrawn",
}


def document(title: str, records: Iterable[str], *, today: date) -> str:
    """Join the records under a title."""
    body = "\n".join(records) or "No decisions yet.\n"
    return f"# Decisions: {_line(title)}\n\nAs of {today.isoformat()}.\n\n{body}"


def record_of(
    decision: Decision,
    *,
    names: Mapping[str, str],
    labels: Mapping[str, str],
    objections: Iterable[Objection],
    needed: date | None,
) -> str:
    """Return one decision: its status and people, the question, the options, the outcome and the objections."""
    parts = [f"## {decision.id}: {_line(decision.question)}", "\n".join(_facts(decision, names, labels, needed))]
    if decision.options:
        chosen = decision.chosen
        options = (f"- {_line(one)}{' (chosen)' if one == chosen else ''}" for one in decision.options)
        parts += ["### Options", "\n".join(options)]
    if decision.made and decision.chosen:
        because = f"\n\nBecause: {decision.because.strip()}" if decision.because.strip() else ""
        parts += ["### Decision", f"{_line(decision.outcome)}{because}"]
    raised = [_objection(one, names) for one in objections]
    if raised:
        parts += ["### Objections", "\n".join(raised)]
    return "\n\n".join(parts) + "\n"


def _facts(
    decision: Decision, names: Mapping[str, str], labels: Mapping[str, str], needed: date | None
) -> Iterable[str]:
    def people(users: Iterable[str]) -> str:
        return ", ".join(names.get(user, "a former member") for user in users)

    day = f", {decision.decided_at.date().isoformat()}" if decision.decided_at else ""
    yield f"- Status: {_STATES[decision.state]}{day}"
    decider = decision.decided_by or decision.decider
    rows = (
        ("Decider", people([decider] if decider else [])),
        ("Must agree", people(decision.must_agree)),
        ("Consulted", people(decision.consulted)),
        ("Informed", people(decision.informed)),
        ("Needed by", needed.isoformat() if needed else ""),
        ("Waiting for it", ", ".join(labels[gate] for gate in decision.gates if gate in labels)),
        ("Supersedes", decision.supersedes or ""),
        ("Superseded by", decision.superseded_by or ""),
        ("Raised", f"{decision.raised_at.date().isoformat()} by {people([decision.raised_by])}"),
        ("Source", decision.source),
    )
    yield from (f"- {name}: {value}" for name, value in rows if value)


def _objection(one: Objection, names: Mapping[str, str]) -> str:
    if one.overruled_by:
        end = f" (overruled by {names.get(one.overruled_by, 'a former member')}: {_line(one.overruled_because)})"
    else:
        end = " (withdrawn)" if one.ended_at else ""
    return f"- {names.get(one.user, 'a former member')}: {_line(one.text)}{end}"


def _line(text: str) -> str:
    """Return text on one line."""
    return " ".join(text.split())
