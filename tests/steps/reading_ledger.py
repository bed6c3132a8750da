"""A plain list of the readings that have to be asked for, and when: it knows nothing of the bot."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


@cache
def holidays_of(country: str) -> HolidayBase:
    return country_holidays(country)


@dataclass
class PlainPerson:
    """A colleague; `away` are the first and last days of their leave."""

    zone: str
    country: str = ""
    away: list[tuple[date, date]] = field(default_factory=list)
    gone: bool = False

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone))

    def can_be_asked(self, at: datetime) -> bool:
        """Tell whether it is between nine and six on a day on which this person works."""
        now = self.local(at)
        is_free = any(first <= now.date() <= last for first, last in self.away)
        is_free |= bool(self.country) and now.date() in holidays_of(self.country)
        is_day = now.weekday() < 5 and time(9) <= now.time() < time(18)
        return is_day and not is_free and not self.gone


@dataclass
class PlainBenefit:
    """A benefit whose readings are due from `start` to `stop`; `waiting` are the due days not asked yet."""

    owner: str
    stop: date
    waiting: list[date]

    def is_over(self, day: date) -> bool:
        return self.stop < day and not self.waiting


def due_days(start: date, cadence: str, stop: date) -> Iterator[date]:
    """Yield each due day: the same weekday, or the same day of the month as far as it has one."""
    number = 1
    while True:
        if cadence == "weekly":
            day = start + timedelta(weeks=number)
        else:
            month = start.year * 12 + start.month - 1 + number * MONTHS[cadence]
            year, month = month // 12, month % 12 + 1
            day = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
        if day > stop:
            return
        yield day
        number += 1


@dataclass
class Ledger:
    """Everything that has to be asked, by hand: a person gets one message a day, with all that is due to them."""

    people: dict[str, PlainPerson] = field(default_factory=dict)
    benefits: dict[str, PlainBenefit] = field(default_factory=dict)
    # Benefit, due day, person, their day.
    asked: list[tuple[str, date, str, date]] = field(default_factory=list)
    _told: set[tuple[str, date]] = field(default_factory=set)

    def pass_time(self, at: datetime) -> None:
        """Ask for what is due to those who can be asked at this instant."""
        free = {user for user, person in self.people.items() if person.can_be_asked(at)}
        today = {user: self.people[user].local(at).date() for user in free}
        free -= {user for user, day in today.items() if (user, day) in self._told}
        for id, benefit in self.benefits.items():
            user = benefit.owner
            while user in free and benefit.waiting and benefit.waiting[0] <= today[user]:
                self.asked.append((id, benefit.waiting.pop(0), user, today[user]))
                self._told.add((user, today[user]))

    def is_due(self, at: datetime) -> bool:
        """Tell whether somebody is to be asked at this instant."""
        return any(
            benefit.waiting
            and (person := self.people[benefit.owner]).can_be_asked(at)
            and benefit.waiting[0] <= person.local(at).date()
            for benefit in self.benefits.values()
        )

    def note_reading(self, id: str, day: date) -> None:
        """Leave out what a reading of this day has answered already."""
        benefit = self.benefits[id]
        benefit.waiting = [due for due in benefit.waiting if due > day]

    def owned_by(self, user: str, *, on: date) -> list[str]:
        """Return what a person owns that is not over on a day."""
        return [id for id, benefit in self.benefits.items() if benefit.owner == user and not benefit.is_over(on)]
