"""People whom a file names: looked up in Slack before the preview, and told by the person who imports."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlmodel import Session

import storage.member_names
import storage.people
import storage.reachable_people
from handlers.common import identity
from handlers.common.deps import Deps
from handlers.common.requests import Outdated
from handlers.common.slack_reads import SlackUnavailableError, look_up
from rules.files.imports import ImportedPlan
from rules.files.people_names import fold_name, name_key, unknown_names
from rules.people import Person

PAGE_SIZE = 500
# A larger workspace is searched by address and among the members that Baton has met.
MAX_PAGES = 20
MAX_ADDRESSES = 30


async def look_up_names(deps: Deps, imported: ImportedPlan) -> None:
    """Save the members of the workspace whom the file names and whom Baton has not met."""
    cells = [one.owner for one in imported.plan.milestones if one.owner]
    cells += [str(row["name"]) for row in imported.plan.resources]
    if imported.whole or not cells:
        return
    known = await deps.read(storage.member_names.directory, team=deps.team)
    wanted = unknown_names(cells, known)
    try:
        await _find_by_address(deps, wanted)
        if wanted:
            await _find_by_name(deps, frozenset(filter(None, (fold_name(name) for name in wanted))))
    except (SlackUnavailableError, SlackApiError):
        # Whoever is not found now is listed in the preview.
        return


async def _find_by_address(deps: Deps, names: Iterable[str]) -> None:
    """Look up members by e-mail address, as far as the app may see addresses."""
    addresses = [name for name in names if name_key(name).startswith("mail ")]
    for address in addresses[:MAX_ADDRESSES]:
        try:
            answer = await look_up(deps.slack.users_lookupByEmail(email=address.strip("<>()[] ")))
        except SlackUnavailableError as error:
            if str(error) == "missing_scope":
                return
            raise
        if answer:
            await _save(deps, answer["user"])


async def _find_by_name(deps: Deps, folded: frozenset[str]) -> None:
    cursor = ""
    for _ in range(MAX_PAGES):
        page = await look_up(deps.slack.users_list(limit=PAGE_SIZE, cursor=cursor))
        for user in page["members"] if page else ():
            person = identity.parse_user(user, team=deps.team)
            names = {fold_name(person.name), *(name for _, name in person.names)}
            if names & folded and not (person.deleted or person.is_bot):
                await _save(deps, user)
        cursor = ((page.get("response_metadata") if page else None) or {}).get("next_cursor") or ""
        if not cursor:
            return


async def _save(deps: Deps, user: dict[str, Any]) -> None:
    person = identity.parse_user(user, team=deps.team)
    await deps.write(storage.people.save_person, person=person, now=deps.now())


def mark_of(name: str) -> str:
    """Return a short mark for a name, for the id of the block that asks about it."""
    return hashlib.sha256(name_key(name).encode()).hexdigest()[:12]


def answer_name(session: Session, *, by: Person, cells: Iterable[str], mark: str, user: str, now: datetime) -> None:
    """Remember whom the name with this mark means; `cells` are those of the file."""
    names = unknown_names(cells, storage.member_names.directory(session, team=by.team))
    name = next((name for name in names if mark_of(name) == mark), None)
    if name is None:
        raise Outdated
    storage.reachable_people.require_reachable(session, team=by.team, user=user)
    storage.member_names.answer(session, team=by.team, name=name_key(name), user=user, by=by.id, now=now)
