"""Databases for the command line: the workspace to use, and opening for changes."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from rules.refusal import Failure, Refusal
from storage import exports
from storage.engine import upgrade
from storage.engine.database import Store, open_store
from storage.imports.adopt import LOCAL_TEAM

WAY_THROUGH_SLACK = "Send it the file in Slack with `/program import`, or stop it first."


def chosen_team(session: Session, requested: str | None) -> str:
    """Return the requested workspace, or the only one there is; `LOCAL_TEAM` while the database holds no workspace."""
    teams = exports.all_teams(session)
    if requested:
        return requested
    if len(teams) > 1:
        raise Refusal("The database has several workspaces.", "", f"Name one with --team: {', '.join(teams)}.")
    return teams[0] if teams else LOCAL_TEAM


@contextmanager
def open_for_changes(url: str, *, instead: str = WAY_THROUGH_SLACK) -> Iterator[Store]:
    """Open the store for changes; a SQLite file in use by a running Baton is refused, with the way through Slack."""
    upgrade.require_current(url)
    try:
        store = open_store(url)
    except Refusal as refusal:
        if not refusal.why.startswith("Another Baton"):
            raise
        raise Failure(refusal.what, refusal.why, instead) from None
    with store:
        yield store
