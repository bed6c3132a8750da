"""Words for an edition in which people wrote nothing: drafted from its facts, and shown as drafted."""

from collections.abc import Iterable
from datetime import date

from rules.digests.editions import DigestEdition, EditionAudience
from rules.plan import Milestone
from rules.truth.colours import day_text


def draft_sentences(edition: DigestEdition, audience: EditionAudience) -> tuple[str, ...]:
    """Return at most two sentences on what happened and what is needed; none where nothing did.

    They count what the lines below tell, so that no fact is told twice.
    """
    return tuple(filter(None, (_happened(edition), _needed(edition, audience))))


def draft_update(milestones: Iterable[Milestone]) -> str:
    """Return "2 of 5 milestones done, the others by Fri 20 Mar 2026" for a project whose lead wrote nothing."""
    counted = [milestone for milestone in milestones if milestone.done or milestone.open]
    days = [milestone.expected for milestone in counted if milestone.open]
    done = len(counted) - len(days)
    last = max((day for day in days if day), default=None)
    others = f", {'the others' if done else 'all'} by {day_text(last)}" if last and None not in days else ""
    return f"{done} of {len(counted)} milestone{'s' if len(counted) != 1 else ''} done{others}"


def _happened(edition: DigestEdition) -> str:
    done = len(edition.wins) + len(edition.closed)
    parts = [
        _count(done, "thing was", "things were", "finished"),
        _count(len(edition.moved), "date", "dates", "moved"),
        _count(len(edition.decided), "change was", "changes were", "decided"),
    ]
    told = [part for part in parts if part]
    if not told:
        return ""
    since = f"Since {day_text(edition.since)}, " if edition.since else ""
    sentence = f"{since}{_joined(told)}."
    return sentence[0].upper() + sentence[1:]


def _needed(edition: DigestEdition, audience: EditionAudience) -> str:
    if not edition.asks:
        return ""
    days = [ask.by for ask in edition.asks if ask.by]
    overdue = sum(day < edition.today for day in days) if edition.today else 0
    until = _until(min(days, default=None))
    what = (
        "decision"
        if audience is EditionAudience.EXECUTIVE and len(edition.questions) == len(edition.asks)
        else "answer"
    )
    if len(edition.asks) == 1:
        return f"1 {what} is overdue." if overdue else f"1 {what} is needed{until}."
    first = f", {overdue:,} of them overdue" if overdue else f", the first{until}" if until else ""
    return f"{len(edition.asks):,} {what}s are needed{first}."


def _until(day: date | None) -> str:
    return f" by {day_text(day)}" if day else ""


def _count(number: int, one: str, many: str, verb: str) -> str:
    return f"{number:,} {one if number == 1 else many} {verb}" if number else ""


def _joined(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
