"""A database from the command line: which workspace in it is meant, and how it is opened for reading or changing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from rules.refusal import Refusal
from storage import exports
from storage.engine.database import Store, open_store
from storage.imports.adopt import LOCAL_TEAM


def chosen_team(session: Session, requested: str | None) -> str:
    """The workspace asked for, or the only one there is; `BEFORE_SLACK` while there is none."""
    known = exports.all_teams(session)
    if requested:
        return requested
    if len(known) > 1:
        raise Refusal("The database holds several workspaces.", "", f"Name one with --team: {', '.join(known)}.")
    return known[0] if known else LOCAL_TEAM


@contextmanager
def open_for_changes(url: str) -> Iterator[Store]:
    """The store, to be changed; a SQLite file that a running Baton holds is refused with the way through Slack."""
    exports.require_ready(url)
    try:
        store = open_store(url)
    except Refusal as refusal:
        if not refusal.why.startswith("Another Baton"):
            raise
        instead = "Give it the file in Slack, with `/program import`; or stop it first."
        raise Refusal(refusal.what, refusal.why, instead) from None
    with store:
        yield store
