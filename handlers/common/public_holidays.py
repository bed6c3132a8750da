"""Public holidays by country, kept apart from the store so that a plan file can be read without one."""

from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from rules.plan import Program
from rules.refusal import Refusal

# Counted from the year before the program's start.
HORIZON_YEARS = 15
# A menu of countries also lists their parts if no more than these are left.
MAX_WITH_PARTS = 3


def with_holidays(program: Program) -> Program:
    """Return the program with the public holidays of its calendar's country ("DE") or part of one ("DE-BY")."""
    calendar = program.calendar
    if calendar.country is None:
        return program
    days = calendar.holidays | country_holidays(calendar.country, program.start.year - 1)
    return replace(program, calendar=replace(calendar, holidays=days))


@lru_cache(maxsize=64)
def country_holidays(country: str, first_year: int) -> frozenset[date]:
    """Return the public holidays of a country from `first_year` on; empty if there is no table for it."""
    # Imported here because its tables are slow to load and most programs need none.
    import holidays

    code, _, part = country.upper().partition("-")
    try:
        return frozenset(
            holidays.country_holidays(code, subdiv=part or None, years=range(first_year, first_year + HORIZON_YEARS))
        )
    except NotImplementedError:
        return frozenset()


def holiday_names(country: str, year: int, *, years: int = 2) -> dict[date, str]:
    """Return the public holidays of a country in `years` from this one on, with their names, in English where known."""
    import holidays

    code, _, part = country.upper().partition("-")
    try:
        named = holidays.country_holidays(code, subdiv=part or None, years=range(year, year + years), language="en_US")
    except NotImplementedError:
        return {}
    return {day: named[day] for day in sorted(named)}


def is_known(country: str) -> bool:
    """Return whether there is a table of the country's holidays, for some years at least."""
    try:
        parse_country(country)
    except Refusal:
        return False
    return True


def parse_country(text: str) -> str:
    """Return the country code as the tables spell it: "de" is "DE", "de-by" is "DE-BY".

    Raise Refusal with the nearest codes if there is no such country or part.
    """
    regions_by_country = _supported_countries()
    code, _, region = text.strip().upper().partition("-")
    regions = {known_region.upper(): known_region for known_region in regions_by_country.get(code, ())}
    if code in regions_by_country and (not region or region in regions):
        return f"{code}-{regions[region]}" if region else code
    if code in regions_by_country:
        close_matches = get_close_matches(region, regions, n=4, cutoff=0.1) or sorted(regions)[:4]
        suggestions = [f"{code}-{regions[known_region]}" for known_region in close_matches] or [code]
        raise Refusal(f"I have no holidays of “{text[:30]}”.", "", f"Try {_join_with_or(suggestions)}.")
    raise Refusal(
        f"I have no holidays of a country “{text[:30]}”.", "", f"Try {_join_with_or(_similar_countries(text, code))}."
    )


def country_label(code: str) -> str:
    """Return a country or a part of one as a menu shows it: "Germany (DE)", "Germany, BY (DE-BY)"."""
    country, _, region = code.partition("-")
    name = _country_names().get(country, country)
    return f"{name}, {region} ({code})" if region else f"{name} ({code})"


def find_countries(text: str) -> tuple[tuple[str, str], ...]:
    """Return (code, label) of the countries that fit the text, exact codes first, with the parts of those."""
    typed = text.strip().casefold()
    codes = sorted(_country_names(), key=_country_names().__getitem__)
    fitting = [code for code in codes if typed in country_label(code).casefold()]
    # The parts of all countries would fill any menu.
    regions = _supported_countries() if typed and len(fitting) <= MAX_WITH_PARTS else {}
    found = [part for code in fitting for part in (code, *(f"{code}-{region}" for region in regions.get(code, ())))]
    found += [code for code in (_known_or_none(typed),) if code and code not in found]
    return tuple((code, country_label(code)) for code in sorted(found, key=lambda code: code.casefold() != typed))


def _known_or_none(text: str) -> str | None:
    try:
        return parse_country(text) if text else None
    except Refusal:
        return None


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    """Return the English name of each country by its code of two letters."""
    from holidays.registry import COUNTRIES

    known = _supported_countries()
    return {codes[1]: module.replace("_", " ").title() for module, codes in COUNTRIES.items() if codes[1] in known}


def _similar_countries(text: str, code: str) -> list[str]:
    """Return the codes of countries with a similar name, else the three most similar codes."""
    from holidays.registry import COUNTRIES

    code_by_name = {module.replace("_", " "): codes[1] for module, codes in COUNTRIES.items()}
    matching_names = get_close_matches(text.strip().casefold(), code_by_name, n=2, cutoff=0.75)
    return [code_by_name[country] for country in matching_names] or sorted(
        (country for country in _supported_countries() if len(country) == 2),
        key=lambda country: (-_code_similarity(country, code), country),
    )[:3]


def _code_similarity(candidate: str, code: str) -> int:
    """Score two codes: the first letter counts most, then the second, then a letter in the other place."""
    same_letters = [a == b for a, b in zip(candidate, code, strict=False)]
    return 4 * (same_letters[:1] == [True]) + 2 * (same_letters[1:] == [True]) + len(set(candidate) & set(code[:2]))


def _join_with_or(codes: list[str]) -> str:
    return " or ".join(f"`{code}`" for code in codes)


@lru_cache(maxsize=1)
def _supported_countries() -> dict[str, list[str]]:
    import holidays

    return holidays.list_supported_countries()
