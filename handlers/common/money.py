"""Access to money: who may see a sum, and which channels may read one. Every figure in a currency passes here."""

from sqlmodel import Session

import storage.money.settings
import storage.people
from rules.people import Action, Person
from rules.refusal import NotAllowed


def may_see_money(session: Session, *, person: Person, program: str, project: str | None = None) -> bool:
    """Return whether a person may see sums of a program, or of one project: its lead sees only that project's."""
    try:
        require_money(session, person=person, program=program, project=project)
    except NotAllowed:
        return False
    return True


def require_money(session: Session, *, person: Person, program: str, project: str | None = None) -> None:
    """Raise NotAllowed, naming who may, unless the person may see sums of the program or project.

    While they share a view, everyone in the channel has to be allowed to.
    """
    if person.for_channel and not may_post_money(session, team=person.team, program=program):
        raise NotAllowed(
            "Money isn't shown in channels here.", "", f"A program manager can allow it: `settings {program} money on`."
        )
    storage.people.require_permission(
        session, person=person, action=Action.SEE_BUDGET, program=program, project=project
    )


def may_see_totals(session: Session, *, person: Person, program: str) -> bool:
    """Return whether a person may see the program's totals: also anyone inside where the program shows money."""
    shown = may_post_money(session, team=person.team, program=program) and not person.outsider
    return shown or may_see_money(session, person=person, program=program)


def may_post_money(session: Session, *, team: str, program: str) -> bool:
    """Return whether posts to the program's channels may hold sums (its setting `show_money`)."""
    return storage.money.settings.money_settings(session, team=team, program=program).show_money
