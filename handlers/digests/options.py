"""The words after `digest`, which are a pack's where they name a month, quarter or year: none is dropped."""

import re
from dataclasses import dataclass

from rules.digests.editions import AUDIENCES, EditionAudience
from rules.refusal import Refusal
from rules.weeks import Rhythm

PROGRAM_ID = re.compile(r"PRG-\d+", re.IGNORECASE)
VERBS = ("preview", "edit", "edits", "send", "pause", "resume")
# These are about all digests of a program and take no voice.
WHOLE_VERBS = ("edits", "pause", "resume")


@dataclass(frozen=True, slots=True)
class DigestRequest:
    """A digest command: `audience` is None unless it was named, `subject` the words that name a program."""

    verb: str
    audience: EditionAudience | None
    is_forced: bool
    subject: str
    # of a preview: which message of the edition's thread to show, or 0 for the message in the channel
    thread: int = 0


def parse_request(text: str) -> DigestRequest:
    """Parse `send PRG-1 executive monthly --force`; raise Refusal for what a digest cannot do."""
    words = text.split() or ["preview"]
    verb = words[0].casefold()
    if verb not in VERBS:
        raise Refusal(
            f"I can't “{words[0][:20]}” a digest.", "", "Try `digest preview`, `edit`, `send`, `pause` or `resume`."
        )
    voices: list[EditionAudience] = []
    is_forced, subject, thread = False, [], 0
    for word in words[1:]:
        option = word.casefold()
        if option in AUDIENCES:
            voices.append(AUDIENCES[option])
        elif option == "--force" or (option == "force" and verb == "send"):
            is_forced = True
        elif option == "thread":
            thread = thread or 1
        elif thread and option.isascii() and option.isdigit():
            thread = int(option)
        elif option != Rhythm.WEEKLY:
            subject.append(word)
    _require_options_of(verb, voices, is_forced=is_forced, thread=thread)
    _require_one_program(verb, subject)
    return DigestRequest(verb, voices[0] if voices else None, is_forced, " ".join(subject), thread)


def _require_options_of(verb: str, voices: list[EditionAudience], *, is_forced: bool, thread: int) -> None:
    """Raise Refusal for an option that this verb does not have, and for two voices."""
    if is_forced and verb != "send":
        raise Refusal(f"Only “digest send” takes “--force”, not “digest {verb}”.", "", "Try `digest send --force`.")
    if thread and verb != "preview":
        raise Refusal("Only a preview has a thread to show.", "", "Try `digest preview thread`.")
    if verb in WHOLE_VERBS and voices:
        what = f"`digest {verb}` is about all digests of a program together, not the “{voices[0].value}” one alone."
        raise Refusal(what, "", f"Try `digest {verb}`.")
    if len(set(voices)) > 1:
        raise Refusal("A digest speaks one voice at a time.", "", f"Try `digest {verb} executive`.")


def _require_one_program(verb: str, subject: list[str]) -> None:
    """Raise Refusal for words beside a program's id, which name nothing that a digest has."""
    others = [word for word in subject if not PROGRAM_ID.fullmatch(word)]
    if others and len(others) < len(subject):
        raise Refusal(
            f"I don't know “{' '.join(others)[:40]}” for a digest.",
            "It is executive or delivery, and weekly, monthly, quarterly or annual.",
            f"Try `digest {verb} {next(word for word in subject if word not in others)}`.",
        )
