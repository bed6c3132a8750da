"""Budget lines, and sums of money as people read them, short enough for a sentence: "20–60 k EUR"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

_STEPS = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
CURRENCY_BY_SYMBOL = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR"}
# ISO 4217, the currencies in circulation.
_CURRENCY_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ "
    "GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR "
    "LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN "
    "PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS "
    "TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL "
)
_CURRENCIES = frozenset(_CURRENCY_CODES.split())
# From here on a figure is shown without decimals.
_WHOLE = 10


def is_currency(unit: str) -> bool:
    """Return whether a unit is money."""
    return unit in _CURRENCIES


class BudgetKind(StrEnum):
    PEOPLE = "people"
    TOOLS = "tools"
    VENDOR = "vendor"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A budget line of a project, or of the program itself; `currency` is the program's where the line names none.

    `month` is the first day of its month, None where it is spread over the whole. `source` is the change request that
    added it, or where it was typed.
    """

    project: str | None
    currency: str
    planned: float | None = None
    actual: float | None = None
    committed: float | None = None
    forecast: float | None = None
    month: date | None = None
    kind: BudgetKind = BudgetKind.OTHER
    name: str = ""
    id: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """The price of one unit of `currency` in `into`, from `day` on until a later rate."""

    currency: str
    into: str
    day: date
    rate: float


def rates_into(rates: Iterable[ExchangeRate], into: str, *, on: date) -> dict[str, ExchangeRate]:
    """Return the newest rate of the day by currency, turned round where it was given the other way."""
    newest: dict[str, ExchangeRate] = {}
    for rate in sorted(rates, key=lambda rate: rate.day):
        if rate.day <= on and into in (rate.currency, rate.into):
            turned = rate if rate.into == into else ExchangeRate(rate.into, into, rate.day, 1 / rate.rate)
            newest[turned.currency] = turned
    return newest


def amount_text(low: float | None, currency: str | None = "", high: float | None = None) -> str:
    """Format an amount, or with `high` a range: "850 EUR", "3.1 k EUR", "20–60 k EUR", "-5 to 20 k EUR".

    What is not a number is "n/a". Both ends of a range have the unit of the larger one, and ends that read the same
    are one figure.
    """
    ends = (low, low if high is None else high)
    if any(end is None or not isfinite(end) for end in ends):
        return "n/a"
    lower, upper = sorted(float(end) for end in ends if end is not None)
    scale, unit = _unit_for(max(abs(lower), abs(upper)))
    texts = [_figure(lower / scale), _figure(upper / scale)]
    between = " to " if lower < 0 else "–"
    figure = texts[0] if texts[0] == texts[1] else between.join(texts)
    return " ".join(word for word in (figure, unit, currency or "") if word)


def _unit_for(size: float) -> tuple[float, str]:
    """Return the largest unit of which the size, as it is shown, is at least one."""
    return next(((scale, unit) for scale, unit in _STEPS if size >= scale * 0.9995), (1.0, ""))


def _figure(value: float) -> str:
    """Round to a tenth below ten and to a whole number above; zero has no sign."""
    rounded = round(value, 1) if abs(round(value, 1)) < _WHOLE else round(value)
    return f"{rounded or 0:,}".removesuffix(".0")
