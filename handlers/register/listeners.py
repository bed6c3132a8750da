"""The register: the verbs `risk`, `issue`, `assume`, `register` and `R-5`, the buttons and forms of an entry."""

from typing import Any

import templates
from handlers.common import channels, forms, lookup, parsing
from handlers.common.commands import EVERYBODY, Command, Run
from handlers.common.deps import Deps
from handlers.common.requests import Call, Click, Form, Invalid, carried
from handlers.plan import queries as plan_queries
from handlers.register import flows, queries
from rules import register
from rules.people import Person
from rules.refusal import NeedsChoice, Refusal
from rules.register import SPOKEN, Kind, Outcome, Response, Words
from storage.register import Entry
from templates import Message

LISTED = {"risks": Kind.RISK, "issues": Kind.ISSUE, "assumptions": Kind.ASSUMPTION}


def raising(kind: Kind) -> Run:
    """`risk "…" 40% 10d owner @ana check 1 May`; the verb alone opens the form."""

    async def run(call: Call, deps: Deps) -> Message | None:
        if not call.text.strip():
            await _open_new(kind, call, deps)
            return None
        locale, zone = call.person.locale, call.person.zone
        said = register.read(call.text, kind=kind, today=call.today, locale=locale, zone=zone)
        source = await channels.source(deps, call.channel)
        try:
            entry = await deps.transact(
                flows.raise_entry,
                person=call.person,
                kind=kind,
                said=said,
                source=source,
                now=call.now,
                aloud=True,
            )
        except NeedsChoice as several:
            again = f"{SPOKEN[kind]} {call.text if register.in_quotes(call.text) else _quoted(said)} in {{}}"
            raise NeedsChoice(several.what, several.choices, again=again) from None
        return await _card(entry.id, call.person, deps, saved=True)

    return run


def _quoted(said: Words) -> str:
    text = said.text.replace('"', "'")
    return f'"{text}"' + (f" check {said.check.isoformat()}" if said.check else "")


async def show(call: Call, deps: Deps) -> Message:
    """`R-5` alone is its card; `R-5 40% 10d owner @bo check 1 May`, `R-5 happened` change it."""
    id, rest = parsing.id_and_rest(call.text)
    if not rest:
        return await _card(id, call.person, deps)
    said = register.change(rest, kind=register.KIND_OF[id[0]], today=call.today, locale=call.person.locale)
    source = await channels.source(deps, call.channel)
    if values := said.values():
        await deps.transact(flows.change, person=call.person, id=id, values=values, source=source, now=call.now)
    if said.outcome:
        return await _end(id, said.outcome, call, deps)
    return await _card(id, call.person, deps, saved=True)


async def listed(call: Call, deps: Deps) -> Message:
    """`register [risks|issues|assumptions] [PRJ-7|PRG-1] [page 2]`"""
    text, page = parsing.subject_and_page(call.text)
    first, _, rest = text.partition(" ")
    kind = LISTED.get(first.casefold())
    subject = await lookup.subject(deps, rest if kind else text, again="register {}")
    found = await deps.read(queries.listed, person=call.person, subject=subject, kind=kind, page=page)
    again = " ".join(word for word in ("register", first if kind else "", subject) if word)
    return templates.render("register/list", listed=found, again=again, today=call.today)


async def on_card(click: Click, deps: Deps) -> Message:
    """A button that opens an entry's card."""
    return await _card(click.value, click.person, deps)


async def on_end(click: Click, deps: Deps) -> Message:
    """*Happened*, *Solved*, *Holds*, …"""
    id, _, outcome = click.value.partition("/")
    with carried():
        wanted = Outcome(outcome)
    return await _end(id, wanted, click, deps)


async def on_edit(click: Click, deps: Deps) -> None:
    """*Change…*: the form of the entry as it stands."""
    entry = await deps.read(queries.editable, person=click.person, id=click.value)
    await _open(entry.kind, click.person, f"{click.channel} {entry.id}", click.trigger, deps, entry=entry)


async def on_new_form(form: Form, deps: Deps) -> Message:
    with carried():
        kind = Kind(form.subject)
    said = Words(**_fields(form), about=form.values.get("inside") or form.values.get("find_project"))
    source = await channels.source(deps, form.channel)
    entry = await deps.transact(
        flows.raise_entry, person=form.person, kind=kind, said=said, source=source, now=form.now, aloud=True
    )
    return await _card(entry.id, form.person, deps, saved=True)


async def on_edit_form(form: Form, deps: Deps) -> Message:
    """What was emptied in the form is empty then."""
    values = _fields(form)
    for name in () if form.subject.startswith("R-") else ("probability", "response"):
        del values[name]  # which only the form of a risk asks for
    source = await channels.source(deps, form.channel)
    await deps.transact(flows.change, person=form.person, id=form.subject, values=values, source=source, now=form.now)
    return await _card(form.subject, form.person, deps, saved=True)


def _fields(form: Form) -> dict[str, Any]:
    text, day = form.words("text", "Say what it is."), form.day_ahead()
    with carried():
        response = Response(form.values["response"]).value if form.values.get("response") else None
    return {
        "text": text,
        "owner": form.values.get("user") or None,
        "probability": _whole(form, "probability", most=100),
        "impact": _whole(form, "impact", most=9999),
        "response": response,
        "plan": form.values.get("plan", "").strip(),
        "check": day,
    }


def _whole(form: Form, name: str, *, most: int) -> int | None:
    text = form.values.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > most:
        raise Invalid(**{name: f"A whole number from 0 to {most}."})
    return int(text)


async def _open_new(kind: Kind, call: Call, deps: Deps) -> None:
    if call.person.outsider:
        raise Refusal("Say it in words.", "", register.USAGE[kind])
    await _open(kind, call.person, f"{call.channel} {kind}", call.trigger, deps, entry=None)


async def _open(kind: Kind, person: Person, metadata: str, trigger: str, deps: Deps, *, entry: Entry | None) -> None:
    channel = metadata.partition(" ")[0]
    choices = None if entry else await deps.read(plan_queries.choices, team=deps.team, channel=channel)
    if choices and not choices.projects:
        raise Refusal("There is no project yet.", "", 'Make one: `new project "Name"`.')
    view = templates.render_view(
        "register/form", kind=kind, entry=entry, choices=choices, metadata=metadata, responses=tuple(Response)
    )
    await forms.show(deps, user=person.id, trigger=trigger, view=view)


async def _end(id: str, outcome: Outcome, asked: Call | Click, deps: Deps) -> Message:
    closed, issue = await deps.transact(flows.end, person=asked.person, id=id, outcome=outcome, now=asked.now)
    return templates.render("register/over", entry=closed, issue=issue)


async def _card(id: str, person: Person, deps: Deps, *, saved: bool = False) -> Message:
    card = await deps.read(queries.card, person=person, id=id)
    return templates.render("register/card", card=card, saved=saved)


COMMANDS = (
    Command(
        "risk",
        'risk ["what may happen" 40% 10d owner @x check 1 May on M-3]',
        "Put a risk into the register; without words a form opens.",
        raising(Kind.RISK),
        EVERYBODY,
        examples=('risk "the vendor is late" 40% 10d check 1 May',),
    ),
    Command(
        "issue",
        'issue ["what went wrong" 5d owner @x on M-3]',
        "Put something that is wrong already into the register.",
        raising(Kind.ISSUE),
        EVERYBODY,
        examples=('issue "the test data are wrong" 5d',),
    ),
    Command(
        "assume",
        'assume ["what we count on" check 1 May owner @x]',
        "Put what is taken for granted into the register; on its day I ask whether it holds.",
        raising(Kind.ASSUMPTION),
        EVERYBODY,
        examples=('assume "the licence is renewed" check 1 May',),
        aliases=("assumption",),
    ),
    Command(
        "register",
        "register [risks|issues|assumptions] [PRJ-7|PRG-1]",
        "Open risks, issues and assumptions, the greatest exposure first.",
        listed,
        examples=("register", "register risks"),
        share=True,
    ),
    Command(
        "R-5",
        "R-5 | A-2 | I-4 [40% | 10d | owner @x | reduce: … | check 1 May | happened | holds | solved]",
        "An entry's card; what stands behind the id changes it.",
        show,
        EVERYBODY,
        examples=("R-1", "R-1 60% check 1 May"),
        share=True,
    ),
)
CLICKS = {"entry": on_card, "entry_end": on_end, "entry_edit": on_edit}
FORMS = {"register_new": on_new_form, "register_edit": on_edit_form}
