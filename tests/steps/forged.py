"""Forged use of what others were shown: a form that was opened for somebody else, and a state to return to."""

import copy
from collections.abc import Mapping
from typing import Any

from sandbox import modals
from sandbox.model import View
from tests.databases import Rows, all_rows, replace_rows
from tests.talk import Talk


async def submit_copied_form(talk: Talk, who: str, form: View, values: Mapping[str, Any]) -> str:
    """Send a form that was opened for somebody else, as if this person had it; return what they then read."""
    platform, before = talk.sandbox, {message.ts for message in talk.private(who)}
    modals.clear_views(platform, talk.users[who].id)
    own = modals.open_view(platform, talk.users[who].id, copy.deepcopy(form.body))
    errors = await talk.sandbox.person(who).submit(own, values)
    await talk.settle()
    read = [message.text for message in talk.private(who) if message.ts not in before]
    return "\n".join((*read, *(errors or {}).values(), talk.window(who)))


async def saved_rows(talk: Talk) -> Rows:
    return await talk.bot.store.read(all_rows)


async def return_to(talk: Talk, rows: Rows) -> None:
    """Make the database what it was."""
    await talk.bot.store.transact(replace_rows, rows=rows)
