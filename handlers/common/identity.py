"""The person behind a Slack user id, fetched again when the saved details are older than ten minutes."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import storage.people
import storage.reachable_people
from handlers.common.deps import Deps
from handlers.common.slack_reads import READ_LIMIT_SECONDS, REFRESH_LIMIT_SECONDS, SlackUnavailableError, look_up
from rules import slack_ids
from rules.files.people_names import email_digest, fold_name
from rules.people import Person
from rules.refusal import NotAllowed
from rules.text import is_group
from storage.reachable_people import UserGroup

USER_ID_PATTERN = re.compile(r"[UW][A-Z0-9]{1,30}")
USER_ID_INITIALS = ("U", "W")
# Slack expects an answer within three seconds.
MAX_LOOKUPS = 8
# As many of a user group's members as are offered to choose from.
MAX_MEMBER_LOOKUPS = 20


async def load_person(deps: Deps, user: str) -> Person:
    """Return the person behind a Slack user id; raise NotAllowed for apps, closed accounts and unknown users."""
    if not USER_ID_PATTERN.fullmatch(user):
        raise NotAllowed("That is for people who work here.", "Slack has no such account.")
    saved = await deps.read(storage.people.find_person, team=deps.team, id=user, now=deps.now())
    person = saved or await _refresh_person(deps, user)
    if person.is_bot or person.deleted:
        raise NotAllowed("That is for people who work here.", "This account is an app or was closed.")
    return person


async def learn_people(deps: Deps, *texts: str) -> None:
    """Look up in Slack the people and user groups these texts mention, before anything names or asks them.

    Whoever can't be looked up now is looked up by the clock.
    """
    found = frozenset(id for text in texts for id in slack_ids.find(text))
    with suppress(SlackUnavailableError):
        for id in sorted(filter(is_group, found))[:MAX_LOOKUPS]:
            await _learn_group(deps, id)
    ids = frozenset(id for id in found if id[0] in USER_ID_INITIALS)
    if not ids:
        return
    known = await deps.read(storage.people.known_people, team=deps.team, ids=ids)
    with suppress(SlackUnavailableError):
        for id in sorted(ids - known.keys())[:MAX_LOOKUPS]:
            await fetch_person(deps, id, within=REFRESH_LIMIT_SECONDS)


async def _learn_group(deps: Deps, id: str) -> None:
    """Look up a user group's handle and members unless they are known and fresh; what was saved stays otherwise."""
    if await deps.read(storage.reachable_people.find_group, team=deps.team, id=id, now=deps.now()):
        return
    group = await _fetch_group(deps, id)
    await deps.write(storage.reachable_people.save_group, team=deps.team, group=group, now=deps.now())
    known = await deps.read(storage.people.known_people, team=deps.team, ids=group.members)
    unknown = [user for user in group.members if user not in known][:MAX_MEMBER_LOOKUPS]
    await asyncio.gather(*(fetch_person(deps, user) for user in unknown))


async def _fetch_group(deps: Deps, id: str) -> UserGroup:
    listed = await look_up(deps.slack.usergroups_list())
    body = next((group for group in listed["usergroups"] if group["id"] == id), None) if listed else None
    members = await look_up(deps.slack.usergroups_users_list(usergroup=id)) if body else None
    if body is None or members is None:
        return UserGroup(id, gone=True)
    return UserGroup(id, str(body.get("handle") or ""), tuple(members["users"]))


async def _refresh_person(deps: Deps, user: str) -> Person:
    """Fetch a person again; while Slack does not answer, the details saved earlier count, however old they are."""
    saved = await deps.read(storage.people.find_person, team=deps.team, id=user)
    try:
        return await fetch_person(deps, user, within=REFRESH_LIMIT_SECONDS if saved else READ_LIMIT_SECONDS)
    except SlackUnavailableError:
        if saved is None:
            raise
        return saved


async def fetch_person(deps: Deps, user: str, *, within: float = READ_LIMIT_SECONDS) -> Person:
    """Fetch a person from Slack and save them; one that Slack does not know is saved as a closed account."""
    response = await look_up(deps.slack.users_info(user=user, include_locale=True), within=within)
    person = parse_user(response["user"], team=deps.team) if response else Person(user, deps.team, user, deleted=True)
    return await deps.write(storage.people.save_person, person=person, now=deps.now())


def _names_in_files(user: dict[str, Any], profile: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names by which a file may know a member; the address only with the scope that shows it."""
    yield "real", fold_name(str(profile.get("real_name") or user.get("real_name") or ""))
    yield "user", fold_name(str(user.get("name") or ""))
    yield "mail", email_digest(str(profile.get("email") or ""))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def parse_user(user: dict[str, Any], *, team: str) -> Person:
    """Build a person from Slack's user object, which has fewer fields for people of other companies."""
    profile = user.get("profile") or {}
    zone = str(user.get("tz") or "")
    zone = zone if zone in _zones() else ""
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name")
    return Person(
        id=user["id"],
        team=team,
        name=str(name or user["id"]),
        zone=zone or "UTC",
        zone_known=bool(zone),
        locale=user.get("locale") or "en-GB",
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_foreign=bool(user.get("is_stranger")) or user.get("team_id", team) != team,
        is_bot=bool(user.get("is_bot")),
        deleted=bool(user.get("deleted")),
        names=tuple(_names_in_files(user, profile)),
    )
