"""Requests as plain values: a slash command, a click, a submitted form, and where they came from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rules.people import Person
from rules.refusal import Refusal
from rules.time.working_time import local_day


class Outdated(Refusal):
    """Raised when a button or form carries data that this version does not understand."""

    def __init__(self) -> None:
        super().__init__("This button is from an older version of me.", "", "Please reopen it.")


@contextmanager
def refuse_malformed() -> Iterator[None]:
    """Turn errors in reading a button's or form's data into Outdated, so that nothing is half done."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Outdated from error


def parse_record_number(text: str) -> int:
    """Return the record number that a button carries; raise Outdated if it is not a number."""
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Outdated
    return int(text)


@dataclass(frozen=True, slots=True)
class Source:
    """The origin of a statement: channel, message and thread timestamps, permalink.

    `private` means that not everyone in the workspace can read it.
    """

    channel: str = ""
    ts: str = ""
    thread_ts: str | None = None
    permalink: str = ""
    text: str = ""
    private: bool = False

    @property
    def in_private_channel(self) -> bool:
        """True if it was written among people in a private channel.

        Direct messages to the bot don't count: what is written there is meant to be acted on.
        """
        return self.private and not self.channel.startswith("D")


UNKNOWN_SOURCE = Source()


@dataclass(frozen=True, slots=True)
class CommandCall:
    """A slash command, or the same words sent to the bot as a message.

    `text` is Slack's wire format without the command itself. `table` is the command table it was looked up in, which
    help lists.
    """

    person: Person
    channel: str
    text: str
    trigger: str
    now: datetime
    source: Source = field(default_factory=Source)
    table: Sequence[Any] = ()

    @property
    def today(self) -> date:
        """The date in the person's time zone."""
        return local_date(self.person, self.now)


@dataclass(frozen=True, slots=True)
class Click:
    """A click on a button, menu or picker.

    `action` is the element's name and `value` the data it carries; `block` is its block and `view` the modal or Home
    that contains it. `ephemeral`: only this person sees what was clicked. `ticked` holds the values ticked in the
    message's checkboxes, or None if it has none.
    """

    person: Person
    action: str
    value: str
    channel: str
    message_ts: str
    trigger: str
    now: datetime
    ephemeral: bool = False
    view: Mapping[str, Any] = field(default_factory=dict)
    block: str = ""
    ticked: frozenset[str] | None = None

    @property
    def today(self) -> date:
        return local_date(self.person, self.now)

    @property
    def fields(self) -> dict[str, Any]:
        """The values of a button that carries several of them as JSON."""
        with refuse_malformed():
            return dict(json.loads(self.value))


@dataclass(frozen=True, slots=True)
class FormSubmission:
    """A submitted modal: values by action name; users, dates and choices as Slack's ids and ISO dates.

    `metadata` is the channel the modal was opened in and, after a blank, its subject.
    """

    person: Person
    callback: str
    values: Mapping[str, str]
    metadata: str
    view_id: str
    now: datetime

    @property
    def channel(self) -> str:
        return self.metadata.partition(" ")[0]

    @property
    def subject(self) -> str:
        return self.metadata.partition(" ")[2]

    def day(self, name: str = "date") -> date | None:
        """Return the chosen day, or None if no day was chosen; raise Outdated if it is not a date."""
        with refuse_malformed():
            return date.fromisoformat(self.values[name]) if self.values.get(name) else None

    def day_ahead(self, name: str = "date") -> date | None:
        """Return the chosen day, or None if no day was chosen; raise InvalidForm if it is in the past."""
        day = self.day(name)
        if day and day < self.today:
            raise InvalidForm(**{name: "That day is in the past."})
        return day

    def required_text(self, name: str, error: str) -> str:
        """Return the text of a field without outer blanks; raise InvalidForm with `error` if it is empty."""
        text = self.values.get(name, "").strip()
        if not text:
            raise InvalidForm(**{name: error})
        return text

    def required_choice(self, name: str) -> str:
        """Return the value of a mandatory choice; raise Outdated if the form does not have it."""
        with refuse_malformed():
            return self.values[name]

    @property
    def today(self) -> date:
        return local_date(self.person, self.now)


class InvalidForm(Exception):
    """Raised to show errors beside the fields of a form, one sentence per field."""

    def __init__(self, **errors: str) -> None:
        self.errors = errors
        super().__init__(", ".join(errors))

    @classmethod
    def beside(cls, field: str, refusal: Refusal) -> "InvalidForm":
        """Return a refusal as the error of one field, which shows no marks and not much text."""
        return cls(**{field: str(refusal).replace("`", "")[:150]})


@contextmanager
def errors_beside(field: str, kind: type[Refusal] = Refusal) -> Iterator[None]:
    """Show a refusal of this kind as an error beside a field of the form."""
    try:
        yield
    except kind as refusal:
        raise InvalidForm.beside(field, refusal) from refusal


def local_date(person: Person, now: datetime) -> date:
    """Return the date in the person's time zone; an unknown zone counts as UTC."""
    return local_day(person.zone, now)


def message_permalink(url: str, channel: str, ts: str, thread_ts: str | None = None) -> str:
    """Return the address of a message in the format of chat.getPermalink."""
    link = f"{url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread_ts}&cid={channel}" if thread_ts and thread_ts != ts else link
