"""Units of measures and the values people write: "3.9 %", "310k", "€1.2m", "1,250 EUR"."""

import re
from dataclasses import dataclass

PERCENT = "%"
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR"}
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
_FACTORS = {"": 1.0, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9}
_VALUE = re.compile(
    r"(?P<before>[€$£¥₹]|[A-Za-z]{3}(?=[\s\d+\-−.]))?\s*(?P<sign>[-−+]?)\s*"
    r"(?P<number>\d{1,3}(?:[,’' ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)\s*"
    r"(?P<factor>k|mn|m|bn)?(?![A-Za-z]{2})\s*(?P<after>%|percent|[€$£¥₹]|[A-Za-z]{3})?",
    re.IGNORECASE,
)
MAX_VALUE = 1e15


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """A value as written; `unit` is "%", a currency code, or empty where none was written."""

    value: float
    unit: str = ""


def is_currency(unit: str) -> bool:
    """Return whether a unit is money."""
    return unit in _CURRENCIES


def read_unit(text: str) -> str:
    """Return a unit in its standard form: "€" is EUR, "percent" is %, other words are as they are."""
    word = text.strip()
    if word.casefold() in ("%", "percent", "per cent", "pct"):
        return PERCENT
    return _SYMBOLS.get(word) or (word.upper() if word.upper() in _CURRENCIES else word)


def read_value(text: str) -> MeasuredValue | None:
    """Read the whole text as one value; None if it is anything else."""
    match = _VALUE.fullmatch(text.strip().rstrip("."))
    if match is None:
        return None
    units = [read_unit(unit) for unit in (match["before"], match["after"]) if unit]
    if any(unit != PERCENT and not is_currency(unit) for unit in units) or len(set(units)) > 1:
        return None
    number = match["number"]
    # A comma before exactly three digits groups thousands, any other is a decimal point.
    is_grouped = re.fullmatch(r"\d{1,3}(?:[,’' ]\d{3})+(?:\.\d+)?", number)
    number = re.sub(r"[,’' ]", "", number) if is_grouped else number.replace(",", ".")
    value = float(number) * _FACTORS[(match["factor"] or "").casefold()] * (-1 if match["sign"] in ("-", "−") else 1)
    return MeasuredValue(value, next(iter(units), "")) if abs(value) <= MAX_VALUE else None


def value_text(value: float | None, unit: str = "") -> str:
    """Write a value with its unit as people read it: "3.9%", "310,000 EUR", "42 tickets"."""
    if value is None:
        return "n/a"
    whole = abs(value) >= 1000 or value == int(value)
    number = f"{value:,.0f}" if whole else f"{value:,.4g}"
    number = number.replace("-", "−")
    return f"{number}{unit}" if unit == PERCENT else f"{number} {unit}".strip()
