"""A program's own settings: its numbers, its currency, its discount rate, and whether channels read sums of money."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.money.settings
import storage.people
import storage.plan
from handlers.common.requests import InvalidForm
from handlers.schedule import recompute
from rules import program_numbers
from rules.people import Action, Person
from rules.plan import Program
from rules.program_numbers import NUMBER_SETTINGS, NumberSetting, UnfitNumber
from rules.refusal import NotAllowed, Refusal
from storage.money.settings import MoneySettings

MAX_RATE = 50
_CURRENCY = re.compile(r"[A-Z]{3}")
_RATE = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*%?")
_YES, _NO = ("on", "yes", "show"), ("off", "no", "hide")
# The fields of the form, each with the setting that it changes.
FORM_FIELDS = ("currency", "rate", "money")


@dataclass(frozen=True, slots=True)
class ProgramSettings:
    """The settings as one reader sees them, and whether they may change them."""

    program: Program
    money: MoneySettings
    may_change: bool


def show_settings(session: Session, *, person: Person, program: str) -> ProgramSettings:
    storage.people.require_permission(session, person=person, action=Action.FOLLOW, program=program)
    return ProgramSettings(
        storage.plan.program(session, team=person.team, id=program),
        storage.money.settings.money_settings(session, team=person.team, program=program),
        _may_change(session, person=person, program=program),
    )


def _may_change(session: Session, *, person: Person, program: str) -> bool:
    try:
        storage.people.require_permission(session, person=person, action=Action.EDIT_PROGRAM, program=program)
    except NotAllowed:
        return False
    return True


def change_settings(
    session: Session, *, person: Person, program: str, values: Mapping[str, str], now: datetime
) -> None:
    """Set the named settings: `currency`, `rate` (percent a year) and `money` (on or off)."""
    storage.people.require_permission(session, person=person, action=Action.EDIT_PROGRAM, program=program)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    settings = storage.money.settings.money_settings(session, team=person.team, program=program)
    for name, value in values.items():
        settings = _changed(settings, name, value.strip(), program)
    storage.money.settings.save_money_settings(session, team=person.team, program=program, settings=settings)


def save_form(session: Session, *, person: Person, program: str, values: Mapping[str, str], now: datetime) -> None:
    """Save the form; what is refused is said beside its field, and then nothing is saved."""
    for name in FORM_FIELDS:
        try:
            change_settings(session, person=person, program=program, values={name: values.get(name) or ""}, now=now)
        except NotAllowed:
            raise
        except Refusal as refusal:
            raise InvalidForm(**{name: str(refusal)}) from refusal


def change_setting_by_text(session: Session, *, person: Person, program: str, text: str, now: datetime) -> None:
    """Set the number or the other setting that the text names: "buffer 3", "currency EUR"."""
    named = program_numbers.split_setting(text)
    if named is None:
        name, _, value = text.partition(" ")
        change_settings(session, person=person, program=program, values={name.casefold(): value}, now=now)
        return
    setting, value = named
    try:
        _change_numbers(session, person=person, program=program, typed={setting: value}, now=now)
    except UnfitNumber as refusal:
        example = f"Try `settings {program} {setting.words} {setting.default_text}`."
        raise Refusal(refusal.what, refusal.why, refusal.instead or example) from refusal


def save_numbers_form(
    session: Session, *, person: Person, program: str, values: Mapping[str, str], now: datetime
) -> None:
    """Save the form of numbers; an empty field means the default, and what doesn't fit is said beside its field."""
    typed = {setting: values.get(setting.name) or "default" for setting in NUMBER_SETTINGS}
    try:
        _change_numbers(session, person=person, program=program, typed=typed, now=now)
    except UnfitNumber as refusal:
        raise InvalidForm(**{refusal.setting.name: str(refusal)}) from refusal


def _change_numbers(
    session: Session, *, person: Person, program: str, typed: Mapping[NumberSetting, str], now: datetime
) -> None:
    """Save what was typed, and colour the program by it at once."""
    storage.people.require_permission(session, person=person, action=Action.EDIT_PROGRAM, program=program)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    old = storage.plan.program(session, team=person.team, id=program).numbers
    numbers = program_numbers.with_numbers(old, typed)
    storage.plan.save_numbers(session, team=person.team, program=program, numbers=numbers)
    recompute.recompute_affected(session, team=person.team, program=program, now=now, thorough=True)


def _changed(settings: MoneySettings, name: str, value: str, program: str) -> MoneySettings:
    if name == "currency":
        return replace(settings, currency=_parse_currency(value, program))
    if name == "rate":
        return replace(settings, rate=_parse_rate(value, program))
    if name == "money":
        return replace(settings, show_money=_parse_switch(value, program))
    raise Refusal(
        f"A program has no setting “{name[:30]}”.",
        "",
        f"Try `settings {program} currency EUR` or `settings {program} buffer 5`.",
    )


def _parse_currency(value: str, program: str) -> str | None:
    if not value or value.casefold() in ("none", "auto"):
        return None
    if not _CURRENCY.fullmatch(value.upper()):
        raise Refusal(
            f"“{value[:20]}” isn't a currency.", "A code has three letters.", f"Try `settings {program} currency EUR`."
        )
    return value.upper()


def _parse_rate(value: str, program: str) -> float:
    match = _RATE.fullmatch(value)
    percent = float(match[1].replace(",", ".")) if match else None
    if percent is None or percent > MAX_RATE:
        raise Refusal(
            f"“{value[:20]}” isn't a discount rate.",
            f"It is 0 to {MAX_RATE} percent a year.",
            f"Try `settings {program} rate 8%`.",
        )
    return percent / 100


def _parse_switch(value: str, program: str) -> bool:
    word = value.casefold()
    if word not in (*_YES, *_NO):
        raise Refusal(f"Money is shown or not: “{value[:20]}” is neither.", "", f"Try `settings {program} money on`.")
    return word in _YES
