"""Message and global shortcuts, and the form behind them and behind reactions: prefilled, checked field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import rules.text
import storage.channels
import storage.plan
import templates
from handlers.capture import logged_messages, noted_changes
from handlers.capture.logged_messages import LogFormFields, LoggedRecord
from handlers.change_requests import request_form
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
    """The message that a form is about; without a channel there is none.

    `proposal` is the draft that a reaction made, or 0.
    """

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


async def on_message_shortcut(body: dict[str, Any], deps: Deps) -> None:
    """Open the form within the three seconds that Slack allows, prefilled with the message's words."""
    message, channel = body["message"], body["channel"]["id"]
    kind = body["callback_id"].removeprefix("log_")
    target = LogTarget(kind, channel, message["ts"], message.get("thread_ts") or "")
    await open_form(deps, target, trigger=body["trigger_id"], user=body["user"]["id"], text=message.get("text") or "")


async def on_raise(body: dict[str, Any], deps: Deps) -> None:
    """Handle *Raise something*: the same form, with a choice of kinds."""
    await open_form(deps, LogTarget("any"), trigger=body["trigger_id"], user=body["user"]["id"], text="")


async def open_form(deps: Deps, target: LogTarget, *, trigger: str, user: str, text: str) -> None:
    """Open the form of a kind; milestones named in the text come first, then the channel's own."""
    await identity.load_person(deps, user)
    milestones = await deps.read(logged_messages.open_milestones, team=deps.team, channel=target.channel, user=user)
    if target.kind in ("update", "blocker", "dependency") and not milestones:
        raise Refusal("There is no milestone yet.", "", 'Make one: `new milestone "API ready" 14 Mar`.')
    plain_text = rules.text.read(text).plain
    known_channel = await deps.read(storage.channels.find_channel, team=deps.team, id=target.channel)
    view = templates.render_view(
        "capture/log_form",
        kind=target.kind,
        title=TITLE_BY_KIND.get(target.kind, "Raise something"),
        kinds=RAISABLE_KINDS,
        milestones=_mentioned_first(milestones, plain_text)[:100],
        projects=await deps.read(logged_messages.served_projects, team=deps.team, channel=target.channel),
        benefits=await deps.read(logged_messages.open_benefits, team=deps.team, channel=target.channel),
        text=plain_text[:MAX_PREFILL_LENGTH],
        metadata=target.metadata(answer_in=target.channel if known_channel and known_channel.has_bot else ""),
    )
    view = await forms.redact_view(deps, user=user, view=view)
    await forms.open_view(deps, trigger=trigger, view=view)


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage | dict[str, Any]:
    """Save a submitted form, or show errors beside their field; a change request is asked for in its own form."""
    target = LogTarget.from_form(form)
    fields = parse_fields(form, kind=target.kind)
    if fields.kind == "change":
        return await _change_form(form, fields, deps)
    source = Source(
        channel=target.channel,
        ts=target.ts,
        thread_ts=target.thread_ts if target.thread_ts not in ("", target.ts) else None,
        permalink=message_permalink(deps.url, target.channel, target.ts, target.thread_ts) if target.ts else "",
        text=fields.text,
        private=bool(target.channel) and await channels.is_closed(deps, target.channel),
    )
    entry = LoggedRecord(form.person, fields, source, target.proposal, form.now)
    saved = await deps.commit(logged_messages.save_record, entry=entry)
    return templates.render("capture/saved", saved=saved, today=form.today)


async def _change_form(form: FormSubmission, fields: LogFormFields, deps: Deps) -> dict[str, Any]:
    """Return the form of a change request, which says what changes; the words given so far are its reason."""
    milestone = None
    if fields.milestone:
        milestone = await deps.read(storage.plan.milestone, team=deps.team, id=fields.milestone)
    why = fields.text[: noted_changes.MAX_PREFILL_LENGTH]
    return request_form.render_form(f"{form.channel} new", milestone=milestone, day=fields.day, why=why)


def parse_fields(form: FormSubmission, *, kind: str) -> LogFormFields:
    """Return the fields of the form; raise InvalidForm with a sentence for each field that is missing or wrong."""
    values = form.values
    fields = LogFormFields(
        kind=values.get("kind") or kind,
        text=values.get("text", "").strip(),
        milestone=values.get("milestone") or "",
        provider=values.get("provider") or "",
        user=values.get("user") or "",
        day=form.day("day"),
        project=values.get("project") or "",
        change=values.get("change") or "",
        percent=(values.get("percent") or "").strip().rstrip("% "),
        benefit=values.get("benefit") or "",
    )
    errors = {}
    if not fields.text and fields.kind != "dependency":
        errors["text"] = "Say what it is."
    if fields.kind in ("blocker", "update", "dependency") and not fields.milestone:
        errors["milestone"] = "Which milestone?"
    if fields.kind == "dependency" and fields.provider == fields.milestone:
        errors["provider"] = "A milestone can't depend on itself."
    if fields.day and fields.day < form.today and fields.change != "done":
        errors["day"] = "That day is past."
    if fields.day and fields.day > form.today and fields.change == "done":
        errors["day"] = "That day is in the future."
    if fields.change == "date" and not fields.day:
        errors["day"] = "Which day?"
    if fields.change == "percent" and not (fields.percent.isdecimal() and int(fields.percent) <= 100):
        errors["percent"] = "A number from 0 to 100."
    if errors:
        raise InvalidForm(**errors)
    return fields


def _mentioned_first(milestones: Sequence[Milestone], text: str) -> list[Milestone]:
    named_ids = [
        mention.id for mention in index_milestones((m.id, m.name, m.aliases) for m in milestones).mentions_in(text)
    ]
    return sorted(milestones, key=lambda m: m.id not in named_ids)


SHORTCUTS = {name: on_message_shortcut for name, _ in MESSAGE_SHORTCUTS} | {"raise_something": on_raise}
FORMS = {"capture_log": on_form}
