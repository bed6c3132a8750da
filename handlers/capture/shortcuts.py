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
from handlers.capture.logged_messages import LogFormFields, LoggedRecord
from handlers.common import channels, forms, identity
from handlers.common.deps import Deps
from handlers.common.requests import (
    FormSubmission,
    InvalidForm,
    Source,
    message_permalink,
    parse_record_number,
    refuse_malformed,
)
from rules.capture import index_milestones
from rules.plan import Milestone
from rules.refusal import Refusal
from templates import RenderedMessage

MESSAGE_SHORTCUTS = (
    ("log_update", "Log as milestone update"),
    ("log_blocker", "Log blocker"),
    ("log_decision", "Log decision"),
    ("log_risk", "Log risk"),
    ("log_dependency", "Make it a dependency"),
)
GLOBAL_SHORTCUTS = (("my_week", "My week"), ("raise_something", "Raise something"))
TITLE_BY_KIND = {
    "update": "Milestone update",
    "blocker": "Blocker",
    "decision": "Decision",
    "risk": "Risk",
    "dependency": "Dependency",
    "change": "Change request",
    "benefit": "Benefit evidence",
}
RAISABLE_KINDS = ("blocker", "risk", "issue", "decision", "change")
MAX_PREFILL_LENGTH = 2900


@dataclass(frozen=True, slots=True)
class LogTarget:
    """The message that a form is about; `proposal` is the draft a reaction made, or 0; no channel: about none."""

    kind: str
    channel: str = ""
    ts: str = ""
    thread_ts: str = ""
    proposal: int = 0

    def metadata(self, *, answer_in: str) -> str:
        return f"{answer_in} {self.kind} {self.channel or '-'} {self.ts or '-'} {self.thread_ts or '-'} {self.proposal}"

    @classmethod
    def from_form(cls, form: FormSubmission) -> "LogTarget":
        with refuse_malformed():
            kind, *rest, proposal = form.subject.split(" ")
            channel, ts, thread = ("" if word == "-" else word for word in rest)
            return cls(kind, channel, ts, thread, parse_record_number(proposal))


async def on_message_shortcut(ack: AsyncAck, body: dict[str, Any], deps: Deps) -> None:
    """The form opens within the three seconds that Slack gives, with the message's words in it."""
    await ack()
    message, channel = body["message"], body["channel"]["id"]
    kind = body["callback_id"].removeprefix("log_")
    about = LogTarget(kind, channel, message["ts"], message.get("thread_ts") or "")
    await open_form(deps, about, trigger=body["trigger_id"], user=body["user"]["id"], text=message.get("text") or "")


async def on_raise(ack: AsyncAck, body: dict[str, Any], deps: Deps) -> None:
    """*Raise something*: the same form, with the kind to choose."""
    await ack()
    await open_form(deps, LogTarget("any"), trigger=body["trigger_id"], user=body["user"]["id"], text="")


async def open_form(deps: Deps, target: LogTarget, *, trigger: str, user: str, text: str) -> None:
    """This will open the form of a kind; the milestones that the words name come first, then the channel's own."""
    await identity.load_person(deps, user)
    every = await deps.read(logged_messages.open_milestones, team=deps.team, channel=target.channel, user=user)
    if target.kind in ("update", "blocker", "dependency") and not every:
        raise Refusal("There is no milestone yet.", "", 'Make one: `new milestone "API ready" 14 Mar`.')
    plain = rules.text.read(text).plain
    here = await deps.read(storage.channels.find_channel, team=deps.team, id=target.channel)
    view = templates.render_view(
        "capture/log_form",
        kind=target.kind,
        title=TITLE_BY_KIND.get(target.kind, "Raise something"),
        kinds=RAISABLE_KINDS,
        milestones=_mentioned_first(every, plain)[:100],
        text=plain[:MAX_PREFILL_LENGTH],
        metadata=target.metadata(answer_in=target.channel if here and here.has_bot else ""),
    )
    view = await forms.redact_view(deps, user=user, view=view)
    await deps.slack.views_open(trigger_id=trigger, view=view)


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """What was filled in is saved, or what is wrong stands beside its field."""
    about = LogTarget.from_form(form)
    fields = parse_fields(form, kind=about.kind)
    source = Source(
        channel=about.channel,
        ts=about.ts,
        thread_ts=about.thread_ts if about.thread_ts not in ("", about.ts) else None,
        permalink=message_permalink(deps.url, about.channel, about.ts, about.thread_ts) if about.ts else "",
        text=fields.text,
        private=bool(about.channel) and await channels.is_closed(deps, about.channel),
    )
    entry = LoggedRecord(form.person, fields, source, about.proposal, form.now)
    saved = await deps.transact(logged_messages.save_record, entry=entry)
    return templates.render("capture/saved", saved=saved, today=form.today)


def parse_fields(form: FormSubmission, *, kind: str) -> LogFormFields:
    """The fields of the form; raises Invalid with a sentence beside each field that lacks something."""
    given = form.values
    fields = LogFormFields(
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
        raise InvalidForm(**wrong)
    return fields


def _mentioned_first(milestones: Sequence[Milestone], text: str) -> list[Milestone]:
    named = [one.id for one in index_milestones((m.id, m.name, m.aliases) for m in milestones).mentions_in(text)]
    return sorted(milestones, key=lambda m: m.id not in named)


SHORTCUTS = {name: on_message_shortcut for name, _ in MESSAGE_SHORTCUTS} | {"raise_something": on_raise}
FORMS = {"capture_log": on_form}
