"""Edit an edition before it is posted: who may, what there is to edit, and the edits that are saved (B-88)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.digesting.edits
import storage.digests
import storage.people
import storage.plan
from handlers.digests import queries, stand_ins
from rules.digests import choices, edits, line_words, sections, slots
from rules.digests.choices import LineChoice
from rules.digests.edited import SECTIONS_ITEM, SENTENCES_ITEM, DigestEdit, EditedParts, EditKind
from rules.digests.editions import DigestEdition
from rules.digests.line_words import LineWords
from rules.digests.lines import DigestSection, section_key
from rules.people import Action, Person
from rules.plan import Program
from rules.refusal import NotAllowed
from rules.time.working_time import local_day
from storage.digests import EditionKey


@dataclass(frozen=True, slots=True)
class EditDesk:
    """All that a person may edit in the upcoming edition, in one voice ("" for both).

    `facts` is the edition without edits; `lines` the words of what they may edit, `parts` the edits that count, `own`
    those of this voice alone. `is_whole` unless they lead a project and edit its lines only.
    """

    program: Program
    period: str
    day: date
    audience: str
    facts: DigestEdition
    lines: Mapping[str, LineWords]
    parts: EditedParts
    saved: tuple[DigestEdit, ...]
    is_whole: bool = True

    @property
    def own(self) -> tuple[DigestEdit, ...]:
        return tuple(edit for edit in self.saved if edit.audience == self.audience)

    @property
    def effective(self) -> tuple[DigestEdit, ...]:
        return edits.edits_for(self.saved, self.audience)

    @property
    def sentences(self) -> str:
        """The manager's own sentences in this voice, one a line."""
        return next((words.text for words in self.parts.sentences if words.author), "")

    def keys_in(self, section: str) -> tuple[str, ...]:
        """Return the lines of a section in the order in which people put them."""
        keys = [key for key in self.lines if edits.section_of(key) == section]
        order = next((e for e in self.effective if e.kind is EditKind.ORDER and e.item == section_key(section)), None)
        return edits.in_order(keys, keys, order.text.split() if order else keys)


def edited_edition(
    session: Session, team: str, edition: DigestEdition, program: Program, *, audience: str, by: str, now: datetime
) -> DigestEdition:
    """Return an edition as people edited it for one voice.

    Whoever previews or sends one gets what was edited for the next as well; the clock sends what was edited for it.
    """
    periods = {edition.period}
    if by != storage.audit.BATON_ACTOR:
        periods.add(slots.upcoming_slot(now=now, zone=program.zone).period)
    saved = storage.digesting.edits.edits_of(session, team=team, program=program.id, periods=periods, zone=program.zone)
    return edits.apply_edits(edition, saved, audience=audience)


def open_desk(session: Session, *, person: Person, program: str, audience: str, now: datetime) -> EditDesk:
    """Load what a person may edit in the upcoming edition of a program, or raise NotAllowed."""
    program_record = storage.plan.program(session, team=person.team, id=program)
    led = _led_projects(session, person=person, program=program_record, now=now)
    slot = slots.upcoming_slot(now=now, zone=program_record.zone)
    facts = queries.build_edition(session, team=person.team, program=program, period=slot.period, channel="", now=now)
    saved = storage.digesting.edits.edits_of(
        session, team=person.team, program=program, periods=(slot.period,), zone=program_record.zone
    )
    lines = line_words.line_words(facts)
    if led is not None:
        own = {m.id for m in storage.plan.milestones(session, team=person.team, projects=led)}
        may = sections.lines_of_projects(facts, projects=led, milestones=own)
        lines = {key: line for key, line in lines.items() if key in may}
    return EditDesk(
        program_record,
        slot.period,
        local_day(program_record.zone, slot.at),
        audience,
        facts,
        lines,
        edits.apply_edits(facts, saved, audience=audience).edited,
        saved,
        led is None,
    )


def _led_projects(session: Session, *, person: Person, program: Program, now: datetime) -> frozenset[str] | None:
    """Return None for whoever may edit the whole digest, else the projects whose lines a lead may edit."""
    projects = storage.plan.projects(session, team=person.team, program=program.id)
    led = frozenset(project.id for project in projects if project.lead == person.id and not project.closed)
    act = f"edit the digest of {program.name} ({program.id})"
    try:
        require_may_edit(session, person=person, program=program, now=now, act=act)
    except NotAllowed:
        for project in led:
            storage.people.require_permission(
                session, person=person, action=Action.EDIT_DIGEST, program=program.id, project=project, act=act
            )
        if not led:
            raise
        return led
    return None


def may_edit(session: Session, *, person: Person, program: str, now: datetime) -> bool:
    """Return whether a person may edit the digest, or the lines of a project that they lead."""
    try:
        _led_projects(
            session, person=person, program=storage.plan.program(session, team=person.team, id=program), now=now
        )
    except NotAllowed:
        return False
    return True


def require_may_edit(session: Session, *, person: Person, program: Program, now: datetime, act: str = "") -> None:
    """Require the program manager, or who stands in for them now."""
    principal = stand_ins.principal_of(session, person=person, program=program, now=now)
    storage.people.require_permission(session, person=principal, action=Action.EDIT_DIGEST, program=program.id, act=act)


def save_sentences(
    session: Session, *, person: Person, program: str, audience: str, text: str, now: datetime
) -> EditDesk:
    """Save the manager's own sentences for one voice or both; without a word they are withdrawn."""
    desk = open_desk(session, person=person, program=program, audience=audience, now=now)
    _require_whole(desk)
    text = "\n".join(filter(None, (choices.clean_words(line) for line in text.splitlines())))
    if text != desk.sentences:
        _replace(session, desk, [DigestEdit(EditKind.SENTENCE, SENTENCES_ITEM, text)], person=person, now=now)
    _note_reviewed(session, desk, person=person, now=now)
    return desk


@dataclass(frozen=True, slots=True)
class SectionChoices:
    """The choices in the form of a section: its lines, and on its first page a summary, new lines, its place from 1."""

    section: DigestSection
    lines: tuple[LineChoice, ...]
    summary: str | None = None
    added: str | None = None
    place: int | None = None


def save_section(
    session: Session, *, person: Person, program: str, audience: str, chosen: SectionChoices, now: datetime
) -> EditDesk:
    """Save what was edited in a section; what stayed as it was leaves no edit."""
    desk = open_desk(session, person=person, program=program, audience=audience, now=now)
    section = section_key(chosen.section)
    lines = tuple(line for line in chosen.lines if line.key in desk.lines)
    found = list(choices.edits_of_lines(lines, desk.lines, desk.parts).values())
    keys = desk.keys_in(chosen.section)
    order = choices.moved_keys(keys, lines)
    if order != keys:
        found.append(DigestEdit(EditKind.ORDER, section, " ".join(order)))
    if desk.is_whole:
        found += _summary(desk, chosen, keys)
        found += _place(desk, chosen)
        if chosen.added is not None:
            _save_added(session, desk, section, chosen.added, person=person, now=now)
    _replace(session, desk, found, person=person, now=now)
    _note_reviewed(session, desk, person=person, now=now)
    return desk


def _summary(desk: EditDesk, chosen: SectionChoices, keys: Sequence[str]) -> list[DigestEdit]:
    if chosen.summary is None:
        return []
    text = choices.clean_words(chosen.summary)
    known = next(
        (e.text for e in desk.effective if e.kind is EditKind.SUMMARISE and e.item == section_key(chosen.section)), ""
    )
    if text == known:
        return []
    read = edits.write_weights(desk.lines[key] for key in keys)
    return [DigestEdit(EditKind.SUMMARISE, section_key(chosen.section), text, read)]


def _place(desk: EditDesk, chosen: SectionChoices) -> list[DigestEdit]:
    order = [section for section in desk.parts.sections if section != chosen.section.value]
    if chosen.place is None or desk.parts.sections.index(chosen.section.value) == chosen.place - 1:
        return []
    order.insert(chosen.place - 1, chosen.section.value)
    return [DigestEdit(EditKind.ORDER, SECTIONS_ITEM, " ".join(order))]


def _save_added(session: Session, desk: EditDesk, section: str, text: str, *, person: Person, now: datetime) -> None:
    """Save the added lines of a section, one a row; those that are gone from the field are withdrawn."""
    wanted = list(dict.fromkeys(filter(None, (choices.clean_words(line) for line in text.splitlines()))))
    known = [edit for edit in desk.own if edit.kind is EditKind.ADD and edit.item == section]
    gone = [edit.id for edit in known if edit.text not in wanted]
    new = [words for words in wanted if words not in {edit.text for edit in known}]
    storage.digesting.edits.withdraw_edits(session, team=person.team, ids=gone, now=now)
    _save(session, desk, [DigestEdit(EditKind.ADD, section, words) for words in new], person=person, now=now)


def _replace(session: Session, desk: EditDesk, found: Iterable[DigestEdit], *, person: Person, now: datetime) -> None:
    """Save edits in place of those of the same voice about the same; an empty one takes back that of both voices."""
    for edit in found:
        known = [each for each in desk.saved if edits.is_about_same(each, edit)]
        if (edit.kind, edit.text) in [(each.kind, each.text) for each in known if each.audience == desk.audience]:
            continue
        own = [each.id for each in known if each.audience == desk.audience]
        storage.digesting.edits.withdraw_edits(session, team=person.team, ids=own, now=now)
        if edit.text:
            _save(session, desk, [edit], person=person, now=now)
        elif desk.audience and any(not each.audience for each in known):
            kept = replace(edit, kind=EditKind.KEEP)
            _save(session, desk, [kept], person=person, now=now)


def _save(session: Session, desk: EditDesk, new: Iterable[DigestEdit], *, person: Person, now: datetime) -> None:
    signed = [replace(edit, by=person.id, audience=desk.audience) for edit in new]
    storage.digesting.edits.save_edits(
        session, signed, team=person.team, program=desk.program.id, period=desk.period, now=now
    )
    storage.changes.describe(session, f"Edited the digest of {desk.program.name}")


def _require_whole(desk: EditDesk) -> None:
    if not desk.is_whole:
        raise NotAllowed("You may edit the lines of your own projects.", "The rest is the program manager's.")


def _note_reviewed(session: Session, desk: EditDesk, *, person: Person, now: datetime) -> None:
    """Take an edit of the program manager for the review of the draft that is out."""
    draft = EditionKey(person.team, desk.program.id, desk.period, storage.digests.DRAFT)
    if desk.is_whole and storage.digests.find_edition(session, draft):
        storage.digests.save_edition(session, draft, state="reviewed", now=now, by=person.id)


def withdraw_edit(session: Session, *, person: Person, id: int, now: datetime) -> EditDesk:
    """Withdraw an edit: its author, or whoever may edit the whole digest."""
    program, _ = storage.digesting.edits.place_of_edit(session, team=person.team, id=id)
    desk = open_desk(session, person=person, program=program, audience="", now=now)
    edit = next((each for each in desk.saved if each.id == id), None)
    if not desk.is_whole and (edit is None or edit.by != person.id):
        _require_whole(desk)
    storage.digesting.edits.withdraw_edits(session, team=person.team, ids=(id,), now=now)
    storage.changes.describe(session, f"Withdrew an edit of the digest of {desk.program.name}")
    return desk
