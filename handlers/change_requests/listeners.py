"""Change requests: the verbs `change`, `changes` and `CR-2`, and the buttons and forms of a request."""

import re
from collections.abc import Collection

import templates
from handlers.change_requests import flows, objections, queries, request_form, tolerance_settings
from handlers.change_requests.flows import DecisionOutcome
from handlers.change_requests.objections import AnswerNeeded
from handlers.change_requests.shown_changes import ShownChange
from handlers.common import channels, forms, lookup, parsing, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, InvalidForm, local_date, refuse_malformed
from rules.change_requests.fields import FieldKind
from rules.change_requests.parsing import parse_request
from rules.decisions.parsing import means_objection
from rules.people import Person
from rules.refusal import Refusal
from rules.text import plain
from storage.change_requests import ChangeRequest
from templates import RenderedMessage

_BECAUSE = re.compile(r"^\s*because\b:?\s*", re.IGNORECASE)
_PARTS = re.compile(r"^\s*(?:only\s+|part\s+)?(\d{1,2}(?:\s*(?:,|and)?\s*\d{1,2})*)\b", re.IGNORECASE)
_NEGATIVE_PART = re.compile(r"^\s*(?:only\s+|part\s+)?[-+−]\s?\d+")
_QUOTES = '"“”'


async def request_command(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `change "Vendor is late" M-12 to 14 Mar because …`; the verb alone opens the form."""
    if not call.text.strip():
        await request_form.open_form(call.person, f"{call.channel} new", call.trigger, deps)
        return None
    asked = parse_request(call.text, today=call.today, locale=call.person.locale)
    source = await channels.interaction_source(deps, call.channel)
    request = await deps.commit(
        flows.request_change,
        person=call.person,
        title=asked.title,
        asked=asked.changes,
        why=asked.why,
        source=source,
        now=call.now,
    )
    return await request_form.render_saved(request, call.person, deps)


async def list_requests(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `changes [open] [PRG-1] [page 2]`, or `changes limits [PRG-1] [lead 5d 5% …]`."""
    if call.text.casefold().startswith("limits"):
        return await tolerance_settings.show_or_set_limits(call, deps)
    text, page = parsing.parse_subject_and_page(call.text)
    words = text.split()
    only_open = bool(words) and words[0].casefold() == "open"
    subject_text = " ".join(words[1:] if only_open else words)
    subject = await lookup.resolve_subject(deps, subject_text, retry_command="changes {}")
    listed = await deps.read(queries.request_list, person=call.person, subject=subject, only_open=only_open, page=page)
    command = " ".join(word for word in ("changes", "open" if only_open else "", subject) if word)
    return templates.render("change_requests/list", listed=listed, only_open=only_open, again=command, today=call.today)


async def show_or_answer(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `CR-2`, or `CR-2 approve`, `reject because …`, `object …`, `comment …` or `withdraw`."""
    id, rest = parsing.split_id(call.text)
    verb, _, words = rest.partition(" ")
    text = plain(_BECAUSE.sub("", words.strip())).strip().strip(_QUOTES).strip()
    if not verb:
        return await request_form.render_card(id, call.person, deps)
    match verb.casefold():
        case "approve":
            parts, text = _read_parts(words)
            return await _approve(call, id, "", deps, parts=parts, answer=text)
        case "reject":
            outcome = await deps.commit(flows.reject, person=call.person, id=id, because=text, now=call.now)
            return _receipt(call.person, outcome.request, "rejected", deps)
        case "withdraw" if means_objection(words):
            return await _withdraw_objection(call, id, deps)
        case "object" | "comment" | "withdraw":
            return await _say(call, id, verb.casefold(), text, deps)
        case _:
            raise Refusal(
                f"I don't know what “{plain(rest)[:60]}” means there.",
                "",
                f"Try `{id} approve`, `{id} reject because …`, `{id} object …` or `{id} comment …`.",
            )


def _read_parts(words: str) -> tuple[frozenset[int] | None, str]:
    """Split `1, 3 because …` into the numbers, counted from 0, and the answer."""
    if negative := _NEGATIVE_PART.match(words):
        raise Refusal(f"There is no part {negative[0].strip()}.", "", "Name the parts by their place: `approve 1, 3`.")
    match = _PARTS.match(words)
    parts = frozenset(int(number) - 1 for number in re.findall(r"\d+", match[1])) if match else None
    text = words[match.end() :] if match else words
    return parts, plain(_BECAUSE.sub("", text.strip())).strip().strip(_QUOTES).strip()


async def _approve(
    request: CommandCall | Click | FormSubmission,
    id: str,
    basis: str,
    deps: Deps,
    *,
    parts: Collection[int] | None = None,
    answer: str = "",
) -> RenderedMessage:
    outcome = await deps.commit(
        flows.approve, person=request.person, id=id, basis=basis, parts=parts, answer=answer, now=request.now
    )
    return await _render_outcome(outcome, request.person, deps)


async def _render_outcome(outcome: DecisionOutcome, person: Person, deps: Deps) -> RenderedMessage:
    if outcome.stale:
        return await request_form.render_card(outcome.request.id, person, deps, stale=True)
    return _receipt(person, outcome.request, "approved", deps, rest=outcome.rest)


async def _say(request: CommandCall | FormSubmission, id: str, verb: str, text: str, deps: Deps) -> RenderedMessage:
    if verb == "object":
        said = await deps.commit(objections.object_to, person=request.person, id=id, text=text, now=request.now)
        return _receipt(request.person, said, "objection", deps)
    if verb == "comment":
        said = await deps.commit(flows.comment, person=request.person, id=id, text=text, now=request.now)
        return _receipt(request.person, said, "comment", deps)
    said = await deps.commit(flows.withdraw, person=request.person, id=id, now=request.now)
    return _receipt(request.person, said, "withdrawn", deps)


async def _withdraw_objection(request: CommandCall | Click, id: str, deps: Deps) -> RenderedMessage:
    withdrawn = await deps.commit(objections.withdraw_objection, person=request.person, id=id, now=request.now)
    return _receipt(request.person, withdrawn.request, "unobjected", deps, left=withdrawn.left)


def _receipt(
    person: Person,
    request: ChangeRequest,
    deed: str,
    deps: Deps,
    *,
    rest: ChangeRequest | None = None,
    left: int = 0,
) -> RenderedMessage:
    """Say what was saved; `left` are the objections that stay open."""
    today = local_date(person, deps.now())
    message = templates.render("change_requests/receipt", request=request, deed=deed, rest=rest, left=left, today=today)
    return undoing.with_undo(deps, message)


async def on_card(click: Click, deps: Deps) -> RenderedMessage:
    return await request_form.render_card(click.value, click.person, deps)


async def on_approve(click: Click, deps: Deps) -> RenderedMessage | None:
    """Approve a request as it was shown; where objections are open, ask for an answer to them first."""
    id, _, basis = click.value.partition(" ")
    card = await deps.read(queries.request_card, person=click.person, id=id, now=click.now)
    if "decide" in card.may and any(one.open for one in card.objections):
        await _open_answer_form("approve", click, deps)
        return None
    return await _approve(click, id, basis, deps)


async def on_withdraw(click: Click, deps: Deps) -> RenderedMessage:
    withdrawn = await deps.commit(flows.withdraw, person=click.person, id=click.value, now=click.now)
    return _receipt(click.person, withdrawn, "withdrawn", deps)


async def on_withdraw_objection(click: Click, deps: Deps) -> RenderedMessage:
    return await _withdraw_objection(click, click.value, deps)


async def on_answer_button(click: Click, deps: Deps) -> None:
    """Open the form for a reason, an objection, a comment or the parts to approve."""
    await _open_answer_form(click.action.removeprefix("change_"), click, deps)


async def _open_answer_form(deed: str, click: Click, deps: Deps) -> None:
    id = click.value.partition(" ")[0]
    card = await deps.read(queries.request_card, person=click.person, id=id, now=click.now)
    if deed in ("approve", "part", "reject") and "decide" not in card.may:
        # Say why, as the command does.
        await deps.read(flows.require_decidable, person=click.person, id=id, now=click.now)
    objections_shown = [one for one in card.objections if one.open] if deed in ("approve", "part") else []
    view = templates.render_view(
        "change_requests/answer_form",
        id=id,
        deed=deed,
        objections=objections_shown,
        names=card.names,
        changes=[describe_change(change) for change in card.notice.changes],
        metadata=f"{click.channel} {deed} {click.value}",
        today=click.today,
    )
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


def describe_change(change: ShownChange) -> str:
    """Return a change in a few plain words, for a checkbox."""
    words = {
        FieldKind.COMMITTED: f"{change.label}: new committed date",
        FieldKind.CANCELLED: f"{change.label}: cancel",
        FieldKind.OWNER: f"{change.label}: owner {change.new}",
        FieldKind.ADDED: f"{change.label}: add {change.old}",
        FieldKind.BUDGET: f"{change.label}: budget",
        FieldKind.DURATION: f"{change.label}: duration {change.new} days",
    }
    return words[change.kind][:75]


async def on_answer_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Handle the answer form of a request: `deed id [basis]` is its subject."""
    with refuse_malformed():
        deed, id, *basis = form.subject.split(" ")
    text = form.values.get("text", "").strip()
    if deed == "reject":
        outcome = await deps.commit(
            flows.reject, person=form.person, id=id, because=form.required_text("text", "Say why."), now=form.now
        )
        return _receipt(form.person, outcome.request, "rejected", deps)
    if deed in ("object", "comment"):
        return await _say(form, id, deed, form.required_text("text", "Write it in words."), deps)
    parts = None
    if deed == "part":
        with refuse_malformed():
            parts = frozenset(int(number) for number in form.values.get("parts", "").split())
        if not parts:
            raise InvalidForm(parts="Choose at least one change.")
    try:
        return await _approve(form, id, basis[0] if basis else "", deps, parts=parts, answer=text)
    except AnswerNeeded:
        raise InvalidForm(text="Answer the objections.") from None


COMMANDS = (
    Command(
        "change",
        'change ["Vendor is late" M-12 to 14 Mar, cancel M-14, owner M-3 @bo, budget PRJ-2 +5000 because …]',
        "Ask for a change to committed dates, scope, owners or budget. Without words, a form opens.",
        request_command,
        examples=('change "Vendor is late" M-1 to 27 Mar because the vendor is late',),
    ),
    Command(
        "changes",
        "changes [open] [PRG-1|PRJ-2] | limits [PRG-1] [lead 5d 5% manager 15d 10% budget 20d 50000|none]",
        "List change requests, or show and set how much a lead and a manager may change.",
        list_requests,
        examples=("changes", "changes open", "changes limits"),
        share=True,
    ),
    Command(
        "CR-2",
        "CR-2 [approve [1 3] | reject because … | object … | comment … | withdraw [objection]]",
        "Show a change request with its effect, or answer it.",
        show_or_answer,
        examples=("CR-1",),
        share=True,
    ),
)
CLICKS = {
    "change_card": on_card,
    "change_approve": on_approve,
    "change_withdraw": on_withdraw,
    "change_unobject": on_withdraw_objection,
    "change_part": on_answer_button,
    "change_reject": on_answer_button,
    "change_object": on_answer_button,
    "change_comment": on_answer_button,
    **request_form.CLICKS,
}
FORMS = {**request_form.FORMS, "change_answer": on_answer_form}
