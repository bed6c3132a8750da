"""The texts in the facts of an edition or a pack: what readers may not know hidden, and ids left out for executives.

Both are done to the facts, before words are cut to fit a line: a name that was cut is no longer recognised as a secret.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from rules.digests.editions import DigestEdition
from rules.digests.lines import DigestLine, LineKind, lines_of
from rules.digests.plain_words import without_ids
from rules.privacy import WITHHELD_TEXT, Secrets
from rules.text import ID_KINDS

T = TypeVar("T")
TextChange = Callable[[str, str], str]
# Fields with words that people typed; another one that holds an id and nothing else is a reference.
_NAMING = frozenset({"label", "name", "question", "text", "title"})
_TYPED = _NAMING | {"cause", "chosen", "outcome", "reason", "sentence", "why"}
_REFERENCE = re.compile(rf"(?:{'|'.join(ID_KINDS)})-\d+")
_ADDRESS = re.compile(r"https?://\S+")
# In a name or a sentence of ours, the name of another thing would push out what it is about.
_PROSE = frozenset({"reason", "text", "why"})
UNNAMED = "an unnamed item"


def hide_secrets(facts: T, secrets: Secrets) -> T:
    """Return facts in which each text that names a secret is replaced."""
    return change_texts(facts, lambda text, _: WITHHELD_TEXT if secrets.occur_in(text) else text) if secrets else facts


def in_plain_words(facts: T, names: Mapping[str, str]) -> T:
    """Return facts as executives read them: names in place of ids that people typed, and no ids beside names."""

    def change(text: str, field: str) -> str:
        plain = without_ids(text, names if field in _PROSE else {})
        return plain or (UNNAMED if field in _NAMING else "")

    return change_texts(facts, change)


def names_of(edition: DigestEdition) -> dict[str, str]:
    """Return the plain name of each record that an edition tells of."""
    return {line.record: without_ids(line.name, {}) for line in lines_of(edition) if not _is_sentence(line)}


def _is_sentence(line: DigestLine) -> bool:
    return line.kind is LineKind.TROUBLE and not line.fact.label


def change_texts(facts: T, change: TextChange, *, field: str = "") -> T:
    """Return facts (dataclasses in tuples and mappings) with their texts changed; references and addresses stay.

    `change` gets a text and the name of its field.
    """
    changed: Any = facts
    if isinstance(facts, str):
        changed = change(facts, field) if _is_text(facts, field) else facts
    elif isinstance(facts, tuple):
        parts = tuple(change_texts(part, change, field=field) for part in facts)
        changed = parts if any(new is not old for new, old in zip(parts, facts, strict=True)) else facts
    elif isinstance(facts, Mapping):
        values = {key: change_texts(value, change, field=field) for key, value in facts.items()}
        changed = values if any(values[key] is not value for key, value in facts.items()) else facts
    elif is_dataclass(facts) and not isinstance(facts, type):
        changed = _change_fields(facts, change)
    return changed  # type: ignore[no-any-return]


def _change_fields(facts: Any, change: TextChange) -> Any:
    old = {each.name: getattr(facts, each.name) for each in fields(facts) if each.init}
    new = {name: change_texts(value, change, field=name) for name, value in old.items()}
    different = {name: value for name, value in new.items() if value is not old[name]}
    return replace(facts, **different) if different else facts


def _is_text(words: str, field: str) -> bool:
    if not words or isinstance(words, Enum) or _ADDRESS.fullmatch(words):
        return False
    return field in _TYPED or not _REFERENCE.fullmatch(words)
