"""A program's settings for money: its currency, the rate that discounts later value, and whether channels read sums."""

from dataclasses import dataclass

from sqlmodel import Session

import storage.plan

DEFAULT_RATE = 0.08


@dataclass(frozen=True, slots=True)
class MoneySettings:
    """Settings about money. `rate` discounts value that comes a year later, as a share.

    `show_money` lets channels and followers read the program's totals.
    """

    currency: str | None = None
    rate: float = DEFAULT_RATE
    show_money: bool = False

    @property
    def rate_percent(self) -> str:
        """The rate in percent, without needless zeros: "8" or "7.5"."""
        return f"{self.rate * 100:.2f}".rstrip("0").rstrip(".")


def money_settings(session: Session, *, team: str, program: str) -> MoneySettings:
    row = storage.plan.program_row(session, team=team, id=program)
    return MoneySettings(row.currency, row.discount_rate, row.show_money)


def save_money_settings(session: Session, *, team: str, program: str, settings: MoneySettings) -> None:
    row = storage.plan.program_row(session, team=team, id=program)
    row.currency, row.discount_rate, row.show_money = settings.currency, settings.rate, settings.show_money
    session.add(row)
