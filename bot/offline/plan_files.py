"""Plan files on disk: read whole, with the public holidays of their country, or refused with a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from handlers.common import public_holidays
from rules.files import planfile
from rules.files.fields import BadPlan
from rules.files.imports.other_formats import refuse_other_formats
from rules.plan import Plan, without_cancelled
from rules.refusal import Refusal

MAX_FILE_BYTES = 200_000_000
_IMPORTABLE = (
    ((".csv", ".tsv", ".txt", ".xlsx"), "a table"),
    ((".xml",), "an XML file"),
)


@contextmanager
def refusals_naming(path: Path) -> Iterator[None]:
    """Put the file's name in front of any refusal raised inside."""
    try:
        yield
    except Refusal as refusal:
        raise BadPlan(f"{path}: {refusal.what}", refusal.why, refusal.instead) from None


def read_plan(path: Path) -> Plan:
    """Read one plan file; raise BadPlan or Cycle."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadPlan(f"The file is larger than {MAX_FILE_BYTES // 10**6} MB.", "", "Split the program.")
        content = path.read_bytes()
    except OSError as error:
        raise BadPlan(f"The file can't be read: {(error.strerror or 'unreadable').lower()}.") from None
    _refuse_importable(content, path)
    return with_holidays(without_cancelled(planfile.read(content)))


def _refuse_importable(content: bytes, path: Path) -> None:
    """Refuse what `baton import` takes, and say so."""
    refuse_other_formats(content, name=path.name)
    is_text = content[:100].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"")
    kind = next((kind for suffixes, kind in _IMPORTABLE if path.suffix.casefold() in suffixes), "")
    if kind and not is_text:
        raise BadPlan(
            f"This is {kind}, not a plan file (JSON).",
            "",
            f"Import it first: `baton import {path.name}`. Then write the plan file: `baton export plan.json`.",
        )


def with_holidays(plan: Plan) -> Plan:
    """Return the plan with its country's holidays; raise BadPlan for an unknown country.

    Countries are ISO 3166, with a region after a dash: "DE-BY".
    """
    country = plan.program.calendar.country
    first_year = plan.program.start.year - 1
    if country and not public_holidays.country_holidays(country, first_year):
        if public_holidays.is_known(country):
            raise BadPlan(
                f"program.calendar: I have no public holidays of {country} from {first_year} on.",
                "",
                "Leave the country out and list the days under “holidays”.",
            )
        raise BadPlan(f"program.calendar: I have no public holidays of {country}.", "", "Use an ISO code like DE.")
    return replace(plan, program=public_holidays.with_holidays(plan.program))
