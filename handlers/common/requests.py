"""What reaches a handler, as plain values: a slash command, a click, a submitted form; and where it came from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rules.people import Person
from rules.refusal import Refusal


class Outdated(Refusal):
    """This will be shown for a button or form that carries what this version does not understand."""

    def __init__(self) -> None:
        super().__init__("I can't read that any more.", "It comes from an older version of me.", "Open it anew.")


@contextmanager
def refuse_malformed() -> Iterator[None]:
    """Around what is read out of a button or form: what does not fit is refused, never half done."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Outdated from error


def parse_record_number(text: str) -> int:
    """The number of a record, as a button carries it."""
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Outdated
    return int(text)


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was said: channel, message and thread timestamps, permalink; `private`: not all may read it."""

    channel: str = ""
    ts: str = ""
    thread_ts: str | None = None
    permalink: str = ""
    text: str = ""
    private: bool = False

    @property
    def in_private_channel(self) -> bool:
        """Whether others were meant to hear it there: what is said to the bot alone is said to be acted on."""
        return self.private and not self.channel.startswith("D")


UNKNOWN_SOURCE = Source()


@dataclass(frozen=True, slots=True)
class CommandCall:
    """A slash command (or the same words said to the bot): `text` is Slack's wire form without the command itself.

    `table` is the command table it was looked up in (help lists it).
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
        """The date where the person is."""
        return local_date(self.person, self.now)


@dataclass(frozen=True, slots=True)
class Click:
    """A button, menu or picker: `action` is its name, `value` what it carries, `block` the block and `view` the modal
    or Home it stands in.
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

    @property
    def today(self) -> date:
        return local_date(self.person, self.now)

    @property
    def fields(self) -> dict[str, Any]:
        """What a button that carries several things (as JSON) carries."""
        with refuse_malformed():
            return dict(json.loads(self.value))


@dataclass(frozen=True, slots=True)
class FormSubmission:
    """A submitted modal: values by action name; users, dates and choices as Slack's ids and ISO dates.

    `metadata` is the channel it was opened in, and after a blank what it is about.
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
        """The day that was picked, if one was."""
        with refuse_malformed():
            return date.fromisoformat(self.values[name]) if self.values.get(name) else None

    def day_ahead(self, name: str = "date") -> date | None:
        """The day that was picked, if one was; Invalid when it is over."""
        day = self.day(name)
        if day and day < self.today:
            raise InvalidForm(**{name: "That day is over."})
        return day

    def required_text(self, name: str, error: str) -> str:
        """What was typed where something has to be; Invalid with the sentence `missing` where there are only blanks."""
        text = self.values.get(name, "").strip()
        if not text:
            raise InvalidForm(**{name: error})
        return text

    def required_choice(self, name: str) -> str:
        """What was chosen where something has to be."""
        with refuse_malformed():
            return self.values[name]

    @property
    def today(self) -> date:
        return local_date(self.person, self.now)


class InvalidForm(Exception):
    """This will be shown beside the fields of a form: a sentence a field."""

    def __init__(self, **errors: str) -> None:
        self.errors = errors
        super().__init__(", ".join(errors))


def local_date(person: Person, now: datetime) -> date:
    """The person's date; an unknown zone counts as UTC."""
    try:
        zone = ZoneInfo(person.zone)
    except (KeyError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    return now.astimezone(zone).date()


def message_permalink(url: str, channel: str, ts: str, thread_ts: str | None = None) -> str:
    """The address of a message, as chat.getPermalink would give it."""
    link = f"{url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread_ts}&cid={channel}" if thread_ts and thread_ts != ts else link
