"""`digest edits`: what was edited in the upcoming digest, by whom, and what was there before."""

from dataclasses import dataclass
from datetime import date

import templates
from handlers.common import undoing
from handlers.common.deps import Deps
from handlers.common.requests import Click, parse_record_number
from handlers.digests import edits
from handlers.digests.edits import EditDesk
from rules.digests.edited import SECTIONS_ITEM, SENTENCES_ITEM, EditKind
from rules.digests.edits import section_of
from rules.digests.lines import lines_of
from rules.people import Person
from templates import RenderedMessage


@dataclass(frozen=True, slots=True)
class ListedEdit:
    """An edit as its list shows it: the kind, what it is about, the words and those before, author and day."""

    id: int
    kind: str
    about: str
    section: str
    text: str
    original: str
    voice: str
    author: str
    day: date | None


async def list_edits(person: Person, program: str, deps: Deps) -> RenderedMessage:
    """Return the edits of the upcoming digest that count."""
    desk = await deps.read(edits.open_desk, person=person, program=program, audience="", now=deps.now())
    return templates.render("digests/edit_list", desk=desk, listed=_listed(desk), today=desk.day)


async def on_withdraw(click: Click, deps: Deps) -> RenderedMessage:
    """Withdraw an edit from the list, and show the list without it, with *Undo*."""
    id = parse_record_number(click.value)
    desk = await deps.commit(edits.withdraw_edit, person=click.person, id=id, now=click.now)
    return undoing.with_undo(deps, await list_edits(click.person, desk.program.id, deps))


def _listed(desk: EditDesk) -> tuple[ListedEdit, ...]:
    names = {line.key: line.name for line in lines_of(desk.facts)}
    found = []
    for edit in desk.saved:
        is_line = edit.item in desk.lines
        if not desk.is_whole and not is_line:
            continue
        is_sum = edit.kind in (EditKind.REMOVE, EditKind.ORDER)
        found.append(
            ListedEdit(
                edit.id,
                edit.kind.value,
                "" if edit.item in (SECTIONS_ITEM, SENTENCES_ITEM) else names.get(edit.item, ""),
                section_of(edit.item) or edit.item.removeprefix("section:"),
                "" if is_sum else edit.text,
                "" if edit.kind is EditKind.SUMMARISE else edit.original,
                edit.audience,
                edit.author,
                edit.day,
            )
        )
    return tuple(found)


CLICKS = {"digest_withdraw": on_withdraw}
