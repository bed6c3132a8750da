"""Names of people in files: taken apart, folded, and found among the members of a workspace, never guessed."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rules.lookup import name_words

_EMAIL = re.compile(r"[^\s<>()\[\],;]+@[^\s<>()\[\],;@]+\.[^\s<>()\[\],;@]+")
_SLACK_ID = re.compile(r"(?:<@)?([UW](?=[A-Z0-9]*\d)[A-Z0-9]{1,20})(?:\|[^>]*)?>?")
# What stands behind a name in exports: units of a resource, an address, a mark for someone who left.
_NOTE = re.compile(r"\s*[\[(<][^\])>]*[\])>]")
_SEPARATOR = re.compile(r"\s*(?:[;/|&\n]|\s(?:and|und|et|y|e)\s)\s*", re.IGNORECASE)


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """Return a name without case, accents, punctuation and order: "Díaz, Ana" is "ana diaz"."""
    return " ".join(sorted(name_words(_NOTE.sub("", name) or name)))


@lru_cache(maxsize=4096)
def email_digest(text: str) -> str:
    """Return a digest of the first e-mail address in a text, because addresses are not kept; empty without one."""
    found = _EMAIL.search(text)
    return "mail " + hashlib.sha256(found[0].casefold().encode()).hexdigest()[:24] if found else ""


def shown_name(text: str) -> str:
    """Return the name of a cell for people to read: without notes, and of an address only what precedes the @."""
    name = _NOTE.sub("", text).strip().removeprefix("@").strip()
    if _EMAIL.search(name) or not name:
        found = _EMAIL.search(name) or _EMAIL.search(text)
        name = found[0].partition("@")[0] if found else text.strip()
    return name


@dataclass(frozen=True, slots=True)
class Directory:
    """The members whom files may name: ids by folded name or digest, and who a name means as someone answered."""

    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    def find(self, text: str) -> str | None:
        """Return whom a text names, if it is exactly one member; one that nothing tells apart is nobody."""
        if match := _SLACK_ID.fullmatch(text.strip()):
            return match[1]
        keys = [key for key in (email_digest(text), fold_name(text)) if key]
        if answered := next((self.answers[key] for key in keys if key in self.answers), None):
            return answered
        found = next((self.ids[key] for key in keys if key in self.ids), frozenset())
        return next(iter(found)) if len(found) == 1 else None

    def people_of(self, cell: str) -> tuple[str, ...]:
        """Return the people of a cell as it writes them: a name with a comma may be one person's."""
        if self.find(cell):
            return (cell.strip(),)
        parts = [part.strip() for part in _SEPARATOR.split(cell) if part.strip()]
        lists = (self._by_comma(part) for part in parts)
        return tuple(dict.fromkeys(name for names in lists for name in names))

    def _by_comma(self, part: str) -> list[str]:
        """Split at commas unless it is one person's "Díaz, Ana"."""
        names = [name.strip() for name in part.split(",") if name.strip()]
        is_one = self.find(part) or (len(names) == 2 and all(len(name.split()) == 1 for name in names))
        return [part] if is_one and not any(map(self.find, names)) else names


def unknown_names(cells: Iterable[str], directory: Directory) -> tuple[str, ...]:
    """Return the names in cells that are no member of the workspace, each once, in their order."""
    found: dict[str, str] = {}
    for cell in dict.fromkeys(cells):
        for name in directory.people_of(cell):
            if directory.find(name) is None:
                found.setdefault(name_key(name), name)
    return tuple(found.values())


def name_key(name: str) -> str:
    """Return what a name is remembered by: the digest of its address, else the name folded."""
    return email_digest(name) or fold_name(name)
