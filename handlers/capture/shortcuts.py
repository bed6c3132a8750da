"""Message and global shortcuts, and the form behind them and behind reactions: prefilled, checked field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

import rules.text
import storage.channels
import storage.plan
import templates
from handlers.capture import logged_messages
from handlers.capture.logged_messages import Entry, Fields
from handlers.common import channels, forms, identity
from handlers.common.deps import Deps
from handlers.common.requests import Form, Invalid, Source, carried, number, permalink
from rules.capture import index
from rules.plan import Milestone
from rules.refusal import Refusal
from templates import Message

LOGGED = (
    ("log_update", "Log as milestone update"),
    ("log_blocker", "Log blocker"),
    ("log_decision", "Log decision"),
    ("log_risk", "Log risk"),
    ("log_dependency", "Make it a dependency"),
)
GLOBAL = (("my_week", "My week"), ("raise_something", "Raise something"))
TITLES = {
    "update": "Milestone update",
    "blocker": "Blocker",
    "decision": "Decision",
    "risk": "Risk",
    "dependency": "Dependency",
    "change": "Change request",
    "benefit": "Benefit evidence",
}
RAISED = ("blocker", "risk", "issue", "decision", "change")
LONGEST = 2900


@dataclass(frozen=True, slots=True)
class About:
    """The message that a form is about; `proposal` is the draft a reaction made, or 0; no channel: about none."""

    kind: str
    channel: str = ""
    ts: str = ""
    thread_ts: str = ""
    proposal: int = 0

    def metadata(self, *, answer_in: str) -> str:
        return f"{answer_in} {self.kind} {self.channel or '-'} {self.ts or '-'} {self.thread_ts or '-'} {self.proposal}"

    @classmethod
    def of(cls, form: Form) -> "About":
        with carried():
            kind, *rest, proposal = form.subject.split(" ")
            channel, ts, thread = ("" if word == "-" else word for word in rest)
            return cls(kind, channel, ts, thread, number(proposal))


async def on_message_shortcut(ack: AsyncAck, body: dict[str, Any], deps: Deps) -> None:
    """The form opens within the three seconds that Slack gives, with the message's words in it."""
    await ack()
    message, channel = body["message"], body["channel"]["id"]
    kind = body["callback_id"].removeprefix("log_")
    about = About(kind, channel, message["ts"], message.get("thread_ts") or "")
    await open_form(deps, about, trigger=body["trigger_id"], user=body["user"]["id"], text=message.get("text") or "")


async def on_raise(ack: AsyncAck, body: dict[str, Any], deps: Deps) -> None:
    """*Raise something*: the same form, with the kind to choose."""
    await ack()
    await open_form(deps, About("any"), trigger=body["trigger_id"], user=body["user"]["id"], text="")


async def open_form(deps: Deps, about: About, *, trigger: str, user: str, text: str) -> None:
    """This will open the form of a kind; the milestones that the words name come first, then the channel's own."""
    await identity.person(deps, user)
    every = await deps.read(logged_messages.open_milestones, team=deps.team, channel=about.channel, user=user)
    if about.kind in ("update", "blocker", "dependency") and not every:
        raise Refusal("There is no milestone yet.", "", 'Make one: `new milestone "API ready" 14 Mar`.')
    plain = rules.text.read(text).plain
    here = await deps.read(storage.channels.get, team=deps.team, id=about.channel)
    view = templates.render_view(
        "capture/log_form",
        kind=about.kind,
        title=TITLES.get(about.kind, "Raise something"),
        kinds=RAISED,
        milestones=_named_first(every, plain)[:100],
        text=plain[:LONGEST],
        metadata=about.metadata(answer_in=about.channel if here and here.has_bot else ""),
    )
    view = await forms.readable(deps, user=user, view=view)
    await deps.slack.views_open(trigger_id=trigger, view=view)


async def on_form(form: Form, deps: Deps) -> Message:
    """What was filled in is saved, or what is wrong stands beside its field."""
    about = About.of(form)
    fields = read(form, kind=about.kind)
    source = Source(
        channel=about.channel,
        ts=about.ts,
        thread_ts=about.thread_ts if about.thread_ts not in ("", about.ts) else None,
        permalink=permalink(deps.url, about.channel, about.ts, about.thread_ts) if about.ts else "",
        text=fields.text,
        private=bool(about.channel) and await channels.is_closed(deps, about.channel),
    )
    entry = Entry(form.person, fields, source, about.proposal, form.now)
    saved = await deps.transact(logged_messages.log, entry=entry)
    return templates.render("capture/saved", saved=saved, today=form.today)


def read(form: Form, *, kind: str) -> Fields:
    """The fields of the form; raises Invalid with a sentence beside each field that lacks something."""
    given = form.values
    fields = Fields(
        kind=given.get("kind") or kind,
        text=given.get("text", "").strip(),
        milestone=given.get("milestone") or "",
        provider=given.get("provider") or "",
        user=given.get("user") or "",
        day=form.day("day"),
    )
    wrong = {}
    if not fields.text and fields.kind != "dependency":
        wrong["text"] = "Say what it is."
    if fields.kind in ("blocker", "update", "dependency") and not fields.milestone:
        wrong["milestone"] = "Which milestone?"
    if fields.kind == "dependency" and fields.provider == fields.milestone:
        wrong["provider"] = "A milestone cannot wait for itself."
    if fields.day and fields.day < form.today:
        wrong["day"] = "That day is past."
    if wrong:
        raise Invalid(**wrong)
    return fields


def _named_first(milestones: Sequence[Milestone], text: str) -> list[Milestone]:
    named = [one.id for one in index((m.id, m.name, m.aliases) for m in milestones).named(text)]
    return sorted(milestones, key=lambda m: m.id not in named)


SHORTCUTS = {name: on_message_shortcut for name, _ in LOGGED} | {"raise_something": on_raise}
FORMS = {"capture_log": on_form}
