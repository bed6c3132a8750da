"""The Home tab as somebody sees it."""

import json

from sandbox.model import View
from tests.talk import Talk


async def home(talk: Talk, who: str) -> View:
    await talk.sandbox.person(who).open_home()
    await talk.settle()
    return next(v for v in talk.sandbox.views.values() if v.user == talk.users[who].id and v.is_home)


def told(view: View) -> str:
    return json.dumps(view.body["blocks"], ensure_ascii=False)
