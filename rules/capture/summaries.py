"""A change in a few words, for the list of what can be undone and for those who are told that it was."""

from rules.capture import Block, Decided, Done, ExplicitForm, Owner, Percent, Raise, Slip, Unblock
from rules.truth.colours import day_text


def summary_of(form: ExplicitForm, subject: str = "") -> str:
    """Return “Schema migration (M-3): 60% done”; `subject` names what it is about. Reasons are left out."""
    match form:
        case Slip(to=to):
            what = f"expected {day_text(to.day)}" if to.day else "new expected date"
        case Done():
            what = "done"
        case Percent(percent=percent):
            what = f"{percent}% done"
        case Owner():
            what = "new owner"
        case Block():
            what = "blocked"
        case Unblock(target=target):
            return f"{target} resolved"
        case Raise(kind=kind):
            what = f"new {kind}"
        case Decided():
            what = "decision"
    return f"{subject}: {what}" if subject else what
