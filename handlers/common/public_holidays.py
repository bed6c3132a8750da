"""The public holidays of a program's country; apart from the store, so that a plan file is read without one."""

from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from rules.plan import Program
from rules.refusal import Refusal

HORIZON_YEARS = 15
"""Years of public holidays, from the one before the program's start."""


def with_holidays(program: Program) -> Program:
    """This will add the public holidays of the calendar's country ("DE", or a part of it, "DE-BY")."""
    calendar = program.calendar
    if calendar.country is None:
        return program
    days = calendar.holidays | country_holidays(calendar.country, program.start.year - 1)
    return replace(program, calendar=replace(calendar, holidays=days))


@lru_cache(maxsize=64)
def country_holidays(country: str, first_year: int) -> frozenset[date]:
    """The public holidays of a country from the year `first` on; none where no table of it is known."""
    import holidays  # its tables are slow to load, and most programs need none

    code, _, part = country.upper().partition("-")
    try:
        return frozenset(
            holidays.country_holidays(code, subdiv=part or None, years=range(first_year, first_year + HORIZON_YEARS))
        )
    except NotImplementedError:
        return frozenset()


def parse_country(text: str) -> str:
    """The code as the tables have it: "de" is "DE", "de-by" is "DE-BY"; raises Refusal with the nearest codes."""
    parts = _supported_countries()
    code, _, part = text.strip().upper().partition("-")
    known = {one.upper(): one for one in parts.get(code, ())}
    if code in parts and (not part or part in known):
        return f"{code}-{known[part]}" if part else code
    if code in parts:
        near = get_close_matches(part, known, n=4, cutoff=0.1) or sorted(known)[:4]
        tries = [f"{code}-{known[one]}" for one in near] or [code]
        raise Refusal(f"I have no holidays of “{text[:30]}”.", "", f"Try {_join_with_or(tries)}.")
    raise Refusal(
        f"I have no holidays of a country “{text[:30]}”.", "", f"Try {_join_with_or(_similar_countries(text, code))}."
    )


def _similar_countries(text: str, code: str) -> list[str]:
    """Codes whose country is called that, or is written almost like it."""
    from holidays.registry import COUNTRIES

    names = {module.replace("_", " "): codes[1] for module, codes in COUNTRIES.items()}
    called = get_close_matches(text.strip().casefold(), names, n=2, cutoff=0.75)
    return [names[one] for one in called] or sorted(
        (one for one in _supported_countries() if len(one) == 2), key=lambda one: (-_code_similarity(one, code), one)
    )[:3]


def _code_similarity(candidate: str, code: str) -> int:
    """The first letter counts most, then the second, then a letter in the other place."""
    same = [a == b for a, b in zip(candidate, code, strict=False)]
    return 4 * (same[:1] == [True]) + 2 * (same[1:] == [True]) + len(set(candidate) & set(code[:2]))


def _join_with_or(codes: list[str]) -> str:
    return " or ".join(f"`{code}`" for code in codes)


@lru_cache(maxsize=1)
def _supported_countries() -> dict[str, list[str]]:
    import holidays

    return holidays.list_supported_countries()
