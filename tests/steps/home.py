"""The Home tab as a person sees it."""

import json

from sandbox.model import View
from tests.talk import Talk


async def open_home(talk: Talk, who: str) -> View:
    await talk.sandbox.person(who).open_home()
    await talk.settle()
    return next(v for v in talk.sandbox.views.values() if v.user == talk.users[who].id and v.is_home)


def home_text(view: View) -> str:
    return json.dumps(view.body["blocks"], ensure_ascii=False)
