"""The register: the verbs `risk`, `issue`, `assume`, `register` and `R-5`, and the buttons and forms of an entry."""

from typing import Any

import templates
from handlers.common import channels, day_off, forms, lookup, parsing, undoing
from handlers.common.commands import ALL_ROLES, Command, CommandRunner
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, InvalidForm, local_date, refuse_malformed
from handlers.plan import queries as plan_queries
from handlers.register import flows, queries
from rules import register
from rules.people import Person
from rules.refusal import AmbiguousInput, Refusal
from rules.register import VERB_BY_KIND, EntryFields, EntryKind, EntryOutcome, RiskResponse
from storage.register import RegisterEntry
from templates import RenderedMessage

KINDS_BY_WORD = {"risks": EntryKind.RISK, "issues": EntryKind.ISSUE, "assumptions": EntryKind.ASSUMPTION}


def make_raise_command(kind: EntryKind) -> CommandRunner:
    """Make the command for `risk "…" 40% 10d owner @ana check 1 May`; the verb alone opens the form."""

    async def run(call: CommandCall, deps: Deps) -> RenderedMessage | None:
        if not call.text.strip():
            await _open_new_form(kind, call, deps)
            return None
        locale, zone = call.person.locale, call.person.zone
        draft = register.parse_entry(call.text, kind=kind, today=call.today, locale=locale, zone=zone)
        source = await channels.interaction_source(deps, call.channel)
        try:
            entry = await deps.commit(
                flows.raise_entry,
                person=call.person,
                kind=kind,
                said=draft,
                source=source,
                now=call.now,
                aloud=True,
            )
        except AmbiguousInput as ambiguous:
            if type(ambiguous) is not AmbiguousInput:
                raise  # About a day or a group, not about the project.
            retry = (
                f"{VERB_BY_KIND[kind]} {call.text if register.first_quoted(call.text) else _quote_words(draft)} in {{}}"
            )
            raise AmbiguousInput(ambiguous.what, ambiguous.choices, again=retry) from None
        return await _render_card(entry.id, call.person, deps, saved=True)

    return run


def _quote_words(words: EntryFields) -> str:
    text = words.text.replace('"', "'")
    return f'"{text}"' + (f" check {words.check.isoformat()}" if words.check else "")


async def show_or_change_entry(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `R-5` to show its card, or `R-5 40% 10d owner @bo check 1 May` or `R-5 happened` to change it."""
    id, rest = parsing.split_id(call.text)
    if not rest:
        return await _render_card(id, call.person, deps)
    change = register.parse_change(
        rest, kind=register.KIND_BY_PREFIX[id[0]], today=call.today, locale=call.person.locale
    )
    source = await channels.interaction_source(deps, call.channel)
    if values := change.changed_columns():
        await deps.commit(flows.change_entry, person=call.person, id=id, values=values, source=source, now=call.now)
    if change.outcome:
        return await _close_entry(id, change.outcome, call, deps)
    return await _render_card(id, call.person, deps, saved=True)


async def list_entries(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `register [risks|issues|assumptions] [PRJ-7|PRG-1] [page 2]`."""
    text, page = parsing.parse_subject_and_page(call.text)
    first_word, _, rest = text.partition(" ")
    kind = KINDS_BY_WORD.get(first_word.casefold())
    subject = await lookup.resolve_subject(deps, rest if kind else text, retry_command="register {}")
    entries = await deps.read(queries.register_list, person=call.person, subject=subject, kind=kind, page=page)
    command = " ".join(word for word in ("register", first_word if kind else "", subject) if word)
    return templates.render("register/list", listed=entries, subject=subject, again=command, today=call.today)


async def on_card(click: Click, deps: Deps) -> RenderedMessage:
    """Open an entry's card from a button."""
    return await _render_card(click.value, click.person, deps)


async def on_end(click: Click, deps: Deps) -> RenderedMessage:
    """Close an entry from *It happened*, *Solved*, *Proved true* and the like."""
    id, _, outcome = click.value.partition("/")
    with refuse_malformed():
        entry_outcome = EntryOutcome(outcome)
    return await _close_entry(id, entry_outcome, click, deps)


async def on_edit(click: Click, deps: Deps) -> None:
    """Open the form of an entry with its current values (*Change…*)."""
    entry = await deps.read(queries.editable_entry, person=click.person, id=click.value)
    await _open_form(entry.kind, click.person, f"{click.channel} {entry.id}", click.trigger, deps, entry=entry)


async def on_new_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    with refuse_malformed():
        kind = EntryKind(form.subject)
    fields = EntryFields(**_form_fields(form), about=form.values.get("inside") or form.values.get("find_project"))
    source = await channels.interaction_source(deps, form.channel)
    entry = await deps.commit(
        flows.raise_entry, person=form.person, kind=kind, said=fields, source=source, now=form.now, aloud=True
    )
    return await _render_card(entry.id, form.person, deps, saved=True)


async def on_edit_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Save an entry's form; fields that were emptied become empty."""
    values = _form_fields(form)
    for name in () if form.subject.startswith("R-") else ("probability", "response"):
        # Only the form of a risk asks for these.
        del values[name]
    values["rests"] = list(values["rests"])
    source = await channels.interaction_source(deps, form.channel)
    await deps.commit(
        flows.change_entry, person=form.person, id=form.subject, values=values, source=source, now=form.now
    )
    return await _render_card(form.subject, form.person, deps, saved=True)


def _form_fields(form: FormSubmission) -> dict[str, Any]:
    text, day = form.required_text("text", "Describe it."), form.day_ahead()
    with refuse_malformed():
        response = RiskResponse(form.values["response"]).value if form.values.get("response") else None
    return {
        "text": text,
        "owner": form.values.get("user") or None,
        "probability": _whole_number(form, "probability", most=100),
        "impact": _whole_number(form, "impact", most=9999),
        "response": response,
        "plan": form.values.get("plan", "").strip(),
        "check": day,
        "rests": _resting_ids(form),
    }


def _resting_ids(form: FormSubmission) -> tuple[str, ...]:
    try:
        return register.read_resting_ids(form.values.get("rests", ""))
    except Refusal:
        raise InvalidForm(rests="IDs like M-12, BEN-6, DEC-4.") from None


def _whole_number(form: FormSubmission, name: str, *, most: int) -> int | None:
    text = form.values.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > most:
        raise InvalidForm(**{name: f"A whole number from 0 to {most}."})
    return int(text)


async def _open_new_form(kind: EntryKind, call: CommandCall, deps: Deps) -> None:
    if call.person.outsider:
        raise Refusal("Say it in words.", "", register.USAGE_BY_KIND[kind])
    if not call.trigger:
        raise Refusal("A form opens only from the slash command.", "", register.USAGE_BY_KIND[kind])
    await _open_form(kind, call.person, f"{call.channel} {kind}", call.trigger, deps, entry=None)


async def _open_form(
    kind: EntryKind, person: Person, metadata: str, trigger: str, deps: Deps, *, entry: RegisterEntry | None
) -> None:
    channel = metadata.partition(" ")[0]
    choices = None if entry else await deps.read(plan_queries.creation_choices, team=deps.team, channel=channel)
    if choices and not choices.projects:
        raise Refusal("No project exists yet.", "", 'Create one: `new project "Name"`.')
    view = templates.render_view(
        "register/form", kind=kind, entry=entry, choices=choices, metadata=metadata, responses=tuple(RiskResponse)
    )
    await forms.open_modal(deps, user=person.id, trigger=trigger, view=view)


async def _close_entry(id: str, outcome: EntryOutcome, request: CommandCall | Click, deps: Deps) -> RenderedMessage:
    closed, issue = await deps.commit(flows.close_entry, person=request.person, id=id, outcome=outcome, now=request.now)
    card = await deps.read(queries.entry_card, person=request.person, id=id)
    message = templates.render("register/over", entry=closed, issue=issue, rests=card.rests, names=card.names)
    return undoing.with_undo(deps, message)


async def _render_card(id: str, person: Person, deps: Deps, *, saved: bool = False) -> RenderedMessage:
    card = await deps.read(queries.entry_card, person=person, id=id)
    message = templates.render("register/card", card=card, saved=saved, today=local_date(person, deps.now()))
    if not saved:
        return message
    message = undoing.with_undo(deps, message)
    entry, today = card.entry, local_date(person, deps.now())
    return await day_off.with_note(
        deps, message, subject=entry.project, day=entry.check, today=today, move=f"{id} check {{}}"
    )


COMMANDS = (
    Command(
        "risk",
        'risk ["what may happen" 40% 10d owner @x check 1 May on M-3]',
        "Add a risk to the register. Without a description, a form opens.",
        make_raise_command(EntryKind.RISK),
        ALL_ROLES,
        examples=('risk "the vendor is late" 40% 10d check 1 May',),
    ),
    Command(
        "issue",
        'issue ["what went wrong" 5d owner @x on M-3]',
        "Add an issue, something that has already gone wrong, to the register.",
        make_raise_command(EntryKind.ISSUE),
        ALL_ROLES,
        examples=('issue "the test data are wrong" 5d',),
    ),
    Command(
        "assume",
        'assume ["what you assume" rests M-12, BEN-6 check 1 May owner @x]',
        "Add an assumption to the register. I ask on its check date if it is still true.",
        make_raise_command(EntryKind.ASSUMPTION),
        ALL_ROLES,
        examples=('assume "the licence is renewed" check 1 May',),
        aliases=("assumption",),
    ),
    Command(
        "register",
        "register [risks|issues|assumptions] [PRJ-7|PRG-1]",
        "List open risks, issues and assumptions, highest exposure first.",
        list_entries,
        examples=("register", "register risks"),
        share=True,
    ),
    Command(
        "R-5",
        "R-5 | A-2 | I-4 [40% | 10d | owner @x | reduce: … | check 1 May | rests M-12 | happened | false | solved]",
        "Show or change an entry of the register.",
        show_or_change_entry,
        ALL_ROLES,
        examples=("R-1", "R-1 60% check 1 May"),
        share=True,
    ),
)
CLICKS = {"entry": on_card, "entry_end": on_end, "entry_edit": on_edit}
FORMS = {"register_new": on_new_form, "register_edit": on_edit_form}
