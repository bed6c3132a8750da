"""The names of all time zones, collected once: each look searches hundreds of folders and files."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> frozenset[str]:
    return frozenset(available_timezones())
