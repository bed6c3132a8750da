"""The words after `pack`, and after `digest` where they name a rhythm other than weekly."""

from dataclasses import dataclass

from rules.digests.editions import AUDIENCES, EditionAudience
from rules.packs.periods import RHYTHMS, PackRhythm
from rules.refusal import Refusal

VERBS = ("preview", "send")
USAGE = "Try `pack monthly`, `pack quarterly asof 30 Sep` or `pack send annual`."
_AS_OF_WORDS = frozenset({"asof", "as-of"})


@dataclass(frozen=True, slots=True)
class PackRequest:
    """A command about a pack: `subject` are the words that name a program, `as_of` those that name a day."""

    verb: str
    rhythm: PackRhythm
    audience: EditionAudience | None
    is_forced: bool
    subject: str
    as_of: str
    # of a preview: which message of the thread to show, or 0 for the message in the channel
    thread: int = 0


def names_rhythm(text: str) -> bool:
    """Return whether one of the words is the rhythm of a pack."""
    return any(word.casefold() in RHYTHMS for word in text.split())


def parse_request(text: str) -> PackRequest:
    """Parse `send PRG-1 monthly executive asof 30 Sep --force`; raise Refusal for what a pack cannot do."""
    words = text.split()
    verb = words.pop(0).casefold() if words and words[0].casefold() in (*VERBS, "pause", "resume") else "preview"
    if verb not in VERBS:
        raise Refusal("Pausing covers every digest and pack of a program.", "", f"Write `digest {verb}`.")
    found: dict[str, str] = {}
    plain: dict[str, list[str]] = {"subject": [], "as_of": []}
    place = "subject"
    for word in words:
        option = word.casefold()
        if kind := _option_kind(option, verb, found):
            if found.get(kind, option) != option:
                raise Refusal(f"“{found[kind]}” and “{option}” exclude each other.", "", USAGE)
            found[kind] = option
        elif option in _AS_OF_WORDS:
            place = "as_of"
        else:
            plain[place].append(word)
    if "rhythm" not in found:
        raise Refusal("Which pack?", "", USAGE)
    if place == "as_of" and not plain["as_of"]:
        raise Refusal("As of which day?", "", "Try `pack monthly asof 30 Sep`.")
    audience = AUDIENCES.get(found.get("audience", ""))
    thread = int(found.get("number") or "1") if "thread" in found else 0
    subject, as_of = " ".join(plain["subject"]), " ".join(plain["as_of"])
    return PackRequest(verb, RHYTHMS[found["rhythm"]], audience, "force" in found, subject, as_of, thread)


def _option_kind(option: str, verb: str, found: dict[str, str]) -> str:
    """Return what a word of a command is, or "" for a word that names a program or a day."""
    if option in RHYTHMS:
        return "rhythm"
    if option in AUDIENCES:
        return "audience"
    if option in ("--force", "force") and verb == "send":
        return "force"
    if option == "thread" and verb == "preview":
        return "thread"
    return "number" if "thread" in found and option.isascii() and option.isdigit() and len(option) < 4 else ""
