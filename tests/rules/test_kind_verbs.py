"""Every general verb with every kind of id: it works, or the refusal names the kind and verbs that exist for it."""

import re

import pytest

from handlers import routes
from handlers.common.commands import find_command
from handlers.common.requests import CommandCall
from rules.kind_verbs import INSTEAD_BY_KIND, KINDS_BY_VERB, NAME_BY_KIND, VERBS_AFTER_ID, in_order
from rules.refusal import Refusal
from rules.text import ID_KINDS

PAIRS = [(verb, kind) for verb in KINDS_BY_VERB for kind in ID_KINDS]
_VERBS = {word for command in routes.COMMANDS for word in (command.verb.split()[0], *command.aliases)}


def find(text: str) -> str:
    """Return the verb of the command that runs for a text."""
    person: object = None
    entry, _ = find_command(routes.COMMANDS, CommandCall(person, "C1", text, "", None))  # type: ignore[arg-type]
    return entry.verb


@pytest.mark.parametrize("id_first", [False, True])
@pytest.mark.parametrize(("verb", "kind"), PAIRS)
def test_verb_works_or_names_what_does(verb: str, kind: str, id_first: bool) -> None:
    text = f"{kind}-7 {verb}" if id_first else f"{verb} {kind}-7"
    works = kind in KINDS_BY_VERB[verb] or verb in VERBS_AFTER_ID[kind]
    if id_first and kind == "DEC":
        assert in_order(text) == text
    elif works:
        assert in_order(text) in (f"{verb} {kind}-7", f"{kind}-7 {verb}")
        assert find(text)
    else:
        with pytest.raises(Refusal) as refused:
            in_order(text)
        assert f"{kind}-7 is {NAME_BY_KIND[kind]}" in refused.value.what
        assert f"{kind}-7" in refused.value.instead


@pytest.mark.parametrize("kind", ID_KINDS)
def test_offered_verbs_exist_for_the_kind(kind: str) -> None:
    for example in re.findall(r"`([^`]+)`", INSTEAD_BY_KIND[kind].replace("{}", f"{kind}-7")):
        first = example.split()[0]
        assert first in _VERBS or re.fullmatch(r"[A-Z]+-\d+", first), example
        assert in_order(example) == example
        assert find(example)


@pytest.mark.parametrize(
    "text", ["M-3 60%", "what now", "decide M-3?", "DEC-1 move to Berlin", "B-3", "", "SC-1 cancel M-2"]
)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert in_order(text) == text
