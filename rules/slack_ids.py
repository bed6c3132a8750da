"""Slack's ids of people, channels and groups in words: found, and replaced by names."""

import re
from collections.abc import Mapping

MAX_NAME_LENGTH = 40
# A person, a channel or a user group. Ids in addresses (after a slash) stay.
_ID = r"(?<![\w/=.:-])[UWCGS](?=[A-Z]*\d)[A-Z0-9]{7,12}(?![\w/-])"
# The same as a mention in Slack's wire form, which may have been escaped or broken up to stay text.
_WRITTEN = re.compile(
    r"(?:<|&lt;)\u2060?[@#!](?:subteam\^)?([UWCGS][A-Z0-9]{7,12})(?:\|[^<>]*?)?(?:>|&gt;)" rf"|[@#]?({_ID})"
)
_UNKNOWN = {"C": "a channel", "G": "a channel", "S": "a group"}


def find(words: str) -> frozenset[str]:
    """Return the ids that occur in the words."""
    return frozenset(match[1] or match[2] for match in _WRITTEN.finditer(words))


def replace(words: str, names: Mapping[str, str]) -> str:
    """Return the words with a name in place of each id."""

    def name(match: re.Match[str]) -> str:
        id = match[1] or match[2]
        return names.get(id, "")[:MAX_NAME_LENGTH] or _UNKNOWN.get(id[0], "someone")

    return _WRITTEN.sub(name, words)
