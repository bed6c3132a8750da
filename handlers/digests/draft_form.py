"""The form that edits the upcoming digest: its sentences, and a page of lines for each section."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import templates
from handlers.common import forms, pages, undoing
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, parse_record_number, refuse_malformed
from handlers.common.signatures import FormHandler
from handlers.digests import edits
from handlers.digests.edits import EditDesk, SectionChoices
from rules.digests.choices import MAX_WORDS, LineChoice, LineFate, fingerprint
from rules.digests.drafting import draft_sentences
from rules.digests.edited import EditKind
from rules.digests.editions import AUDIENCES, EditionAudience
from rules.digests.lines import DigestSection, lines_of, section_key
from rules.people import Person
from templates import RenderedMessage

# Two blocks a line, so that a page stays well under Slack's hundred.
LINES_PER_PAGE = 20
BOTH = "both"


@dataclass(frozen=True, slots=True)
class LineField:
    """A line in the form: what it is about, what live data say, the words shown, and whether it stays."""

    key: str
    name: str
    live: str
    words: str
    fate: LineFate
    seen: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class SectionField:
    """A section in the form: how many lines it has, and how many of them were left out or corrected."""

    name: str
    count: int
    left_out: int
    corrected: int
    added: int
    is_summarised: bool


async def open_from_command(call: CommandCall, program: str, audience: EditionAudience | None, deps: Deps) -> None:
    """Handle `digest edit PRG-1 executive`."""
    view = await _start_view(call.person, program, audience.value if audience else "", call.channel, deps)
    await forms.open_modal(deps, user=call.person.id, trigger=call.trigger, view=view, words="digest edit")


async def on_edit(click: Click, deps: Deps) -> None:
    """Open the form from a button: under the draft, under a preview, or in the form, for another voice."""
    program, _, voice = click.value.partition(" ")
    await _keep_typed(click, deps)
    view = await _start_view(click.person, program, _audience(voice), _channel_of(click), deps)
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_section(click: Click, deps: Deps) -> None:
    """Open the lines of a section in place of the form's first page; what was typed there is kept."""
    with refuse_malformed():
        program, voice, section, page = click.value.split()
    await _keep_typed(click, deps)
    desk = await _desk(click.person, program, _audience(voice), deps)
    view = _section_view(desk, DigestSection(section), parse_record_number(page), _channel_of(click))
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_sentences_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Save the sentences and say what the digest is like now."""
    with refuse_malformed():
        program, voice, *_ = form.subject.split()
    desk = await deps.commit(
        edits.save_sentences,
        person=form.person,
        program=program,
        audience=_audience(voice),
        text=form.values.get("sentences", ""),
        now=form.now,
    )
    return await saved_message(form.person, desk, deps, today=form.today)


async def on_section_form(form: FormSubmission, deps: Deps) -> dict[str, Any]:
    """Save the lines of a section and go back to the form's first page."""
    with refuse_malformed():
        program, voice, section, page, *_ = form.subject.split()
        chosen = _parse_choices(DigestSection(section), form.values, is_first=page == "1")
    audience = _audience(voice)
    await deps.commit(
        edits.save_section, person=form.person, program=program, audience=audience, chosen=chosen, now=form.now
    )
    view = await _start_view(form.person, program, audience, form.channel, deps, saved=section)
    return await forms.refill(deps, user=form.person.id, view=view)


async def saved_message(person: Person, desk: EditDesk, deps: Deps, *, today: date) -> RenderedMessage:
    """Return the receipt of an edit, with *Undo*."""
    fresh = await _desk(person, desk.program.id, desk.audience, deps)
    message = templates.render(
        "digests/edit_saved", desk=fresh, sections=_section_fields(fresh), today=today, voice=desk.audience
    )
    return undoing.with_undo(deps, message)


async def _desk(person: Person, program: str, audience: str, deps: Deps) -> EditDesk:
    return await deps.read(edits.open_desk, person=person, program=program, audience=audience, now=deps.now())


async def _start_view(
    person: Person, program: str, audience: str, channel: str, deps: Deps, *, saved: str = ""
) -> dict[str, Any]:
    desk = await _desk(person, program, audience, deps)
    return templates.render_view(
        "digests/edit_form",
        desk=desk,
        sections=_section_fields(desk),
        drafted=" ".join(draft_sentences(desk.facts, EditionAudience(audience or EditionAudience.DELIVERY))),
        voice=audience or BOTH,
        saved=saved,
        today=desk.day,
        metadata=f"{channel} {program} {audience or BOTH} {desk.period}",
    )


def _section_view(desk: EditDesk, section: DigestSection, number: int, channel: str) -> dict[str, Any]:
    page = pages.cut_page(_line_fields(desk, section), number=number, size=LINES_PER_PAGE)
    own_words = "\n".join(e.text for e in desk.own if e.kind is EditKind.ADD and e.item == section_key(section))
    summary = next((e for e in desk.effective if e.kind is EditKind.SUMMARISE and e.item == section_key(section)), None)
    voice = desk.audience or BOTH
    return templates.render_view(
        "digests/edit_section",
        desk=desk,
        section=section.value,
        page=page,
        summary=summary.text if summary else "",
        added=own_words,
        place=desk.parts.sections.index(section.value) + 1,
        places=len(desk.parts.sections),
        voice=voice,
        today=desk.day,
        metadata=f"{channel} {desk.program.id} {voice} {section.value} {page.number} {desk.period}",
    )


def _line_fields(desk: EditDesk, section: DigestSection) -> tuple[LineField, ...]:
    names = {line.key: f"{line.name} ({line.record})" for line in lines_of(desk.facts)}
    left_out = {line.key: line.author for line in desk.parts.left_out}
    fields = []
    for key in desk.keys_in(section):
        line, correction = desk.lines[key], desk.parts.corrected.get(key)
        fields.append(
            LineField(
                key,
                names.get(key, ""),
                line.words,
                correction.text if correction else line.words[:MAX_WORDS],
                LineFate.OUT if key in left_out else LineFate.KEEP,
                fingerprint(line),
                correction.author if correction else left_out.get(key, ""),
            )
        )
    return tuple(fields)


def _section_fields(desk: EditDesk) -> tuple[SectionField, ...]:
    left_out = {line.key for line in desk.parts.left_out}
    found = []
    for name in desk.parts.sections:
        keys = desk.keys_in(name)
        if keys or desk.is_whole:
            found.append(
                SectionField(
                    name,
                    len(keys),
                    len(left_out.intersection(keys)),
                    len(desk.parts.corrected.keys() & set(keys)),
                    len(desk.parts.added.get(name, ())),
                    name in desk.parts.summaries,
                )
            )
    return tuple(found)


def _parse_choices(section: DigestSection, values: Mapping[str, str], *, is_first: bool) -> SectionChoices:
    """Read the fields of a page of a section; fields that were emptied are not among the values."""
    lines = []
    for name, value in values.items():
        field, _, key = name.partition("_")
        if field == "fate":
            fate, seen = value.split()
            lines.append(LineChoice(key, LineFate(fate), seen, values.get(f"words_{key}", "")))
    place = values.get("place", "")
    return SectionChoices(
        section,
        tuple(lines),
        values.get("summary", "") if is_first else None,
        values.get("added", "") if is_first else None,
        parse_record_number(place) if place else None,
    )


async def _keep_typed(click: Click, deps: Deps) -> None:
    """Keep what was typed in the form that the click leaves."""
    if click.view.get("type") == "modal" and click.view.get("notify_on_close"):
        await forms.keep_typed(deps, user=click.person.id, view=dict(click.view))


def _channel_of(click: Click) -> str:
    """Return the channel of the click, or of the form in which it was made."""
    metadata = str(click.view.get("private_metadata") or "")
    return metadata.partition(" ")[0] if click.view.get("type") == "modal" else click.channel


def _audience(voice: str) -> str:
    return voice if voice in AUDIENCES else ""


CLICKS = {"digest_edit": on_edit, "digest_section": on_section}
FORMS: dict[str, FormHandler] = {"digest_edit": on_sentences_form, "digest_lines": on_section_form}
