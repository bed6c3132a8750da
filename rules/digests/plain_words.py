"""Typed words in the executive voice, which names things without their ids."""

import re
from collections.abc import Mapping

from rules.text import ID_KINDS

_KINDS = "|".join(ID_KINDS)
_ID = re.compile(rf" ?\((?:{_KINDS})-\d+\)|\b(?:{_KINDS})-\d+\b")


def without_ids(text: str, names: Mapping[str, str]) -> str:
    """Return typed words with names in place of ids; an id beside its name, or of something unknown, goes."""
    named = _ID.sub(lambda found: "" if found[0].endswith(")") else names.get(found[0], ""), text)
    return re.sub(r" {2,}", " ", re.sub(r" +([.,;:!?])", r"\1", named)).strip()
