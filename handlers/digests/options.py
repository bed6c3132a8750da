"""The words after `digest` and `link`: each is understood or refused, none is dropped."""

from dataclasses import dataclass

from rules.digests.editions import AUDIENCES, EditionAudience
from rules.refusal import Refusal

VERBS = ("preview", "send", "pause", "resume")


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
    """Parse `send PRG-1 executive --force`; raise Refusal for what a digest cannot do."""
    words = text.split() or ["preview"]
    verb = words[0].casefold()
    if verb not in VERBS:
        raise Refusal(f"I can't “{words[0][:20]}” a digest.", "", "Try `digest preview`, `send`, `pause` or `resume`.")
    audience, is_forced, subject, thread = None, False, [], 0
    for word in words[1:]:
        option = word.casefold()
        if option in AUDIENCES:
            audience = AUDIENCES[option]
        elif option in ("--force", "force") and verb == "send":
            is_forced = True
        elif option == "thread" and verb == "preview":
            thread = thread or 1
        elif thread and option.isascii() and option.isdigit():
            thread = int(option)
        elif option != "weekly":
            subject.append(word)
    return DigestRequest(verb, audience, is_forced, " ".join(subject), thread)
