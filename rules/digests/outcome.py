"""The outcome of a program in words: whether it finishes on its committed date, and what stands in the way."""

from dataclasses import dataclass
from datetime import date

from rules.digests.editions import DigestEdition, DigestIssue

# The smallest chance of each word, best first.
ODDS_WORDS = (
    (0.9, "almost certain"),
    (0.6, "likely"),
    (0.45, "as likely as not"),
    (0.2, "unlikely"),
    (0.05, "very unlikely"),
    (0.0, "almost impossible"),
)
DAYS_OF_WEEK = 5


@dataclass(frozen=True, slots=True)
class FinishOdds:
    """Odds that the program ends on its committed date, in words and figures, and the issue that lowers them most.

    `name` is the milestone that ends it, `is_news` whether the words are others than in the last edition.
    """

    name: str
    committed: date
    chance: float
    words: str
    is_news: bool
    cause: DigestIssue | None

    @property
    def duration(self) -> str:
        """The lateness of the cause as people speak of it."""
        return duration_words(self.cause.days) if self.cause else ""


def odds_words(chance: float) -> str:
    """Return “unlikely” for 0.39."""
    return next(words for least, words in ODDS_WORDS if round(chance, 2) >= least)


def outcome_of(edition: DigestEdition) -> FinishOdds | None:
    """Return the outcome; None for a program without a committed finish, or whose chance is unknown."""
    outlook, end = edition.outlook, edition.end
    if outlook is None or outlook.committed is None or outlook.on_time is None:
        return None
    words = odds_words(outlook.on_time)
    is_news = outlook.before is not None and words != odds_words(outlook.before)
    name = end.name if end and end.name and end.committed == outlook.committed else ""
    return FinishOdds(name, outlook.committed, outlook.on_time, words, is_news, _main_cause(edition))


def _main_cause(edition: DigestEdition) -> DigestIssue | None:
    """Return the worst issue that makes the end late; else the one that makes most late, if any makes others late."""
    causes = [issue for issue in edition.troubles if issue.label and issue.consequences]
    end = edition.end.id if edition.end else ""
    return next((issue for issue in causes if end in issue.milestones), causes[0] if causes else None)


def duration_words(days: int) -> str:
    """Return working days as people speak of them: “3 days”, “about 2 weeks”."""
    if days < DAYS_OF_WEEK:
        return f"{days} day{'' if days == 1 else 's'}"
    weeks = round(days / DAYS_OF_WEEK)
    return "about a week" if weeks == 1 else f"about {weeks} weeks"
