"""The words after `budget PRJ-2` and after a line's id: kind, name, month and what is planned, committed or paid."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.budgets.amounts import AmountUnclear, TypedAmount, match_amount
from rules.budgets.months import add_months, first_of_month, match_month
from rules.money import BudgetKind
from rules.refusal import AmbiguousInput, Refusal
from rules.text import plain, tokens

FIGURES = ("planned", "committed", "actual", "forecast")
USAGE = "Try `budget PRJ-2 people 12,000 planned Mar` or `budget PRJ-2 people actual 4,300 Feb`."
MAX_NAME_LENGTH = 200
MAX_MONTHS_AWAY = 120
_FIGURE_WORDS = {
    **dict.fromkeys(("planned", "plan", "plans", "budget", "budgeted"), "planned"),
    **dict.fromkeys(("committed", "commit", "ordered", "contracted"), "committed"),
    **dict.fromkeys(("actual", "actuals", "spent", "paid", "cost"), "actual"),
    **dict.fromkeys(("forecast", "forecasted", "expected", "estimate"), "forecast"),
}
_KIND_WORDS = {
    **dict.fromkeys(("people", "person", "staff", "salaries"), BudgetKind.PEOPLE),
    **dict.fromkeys(("tools", "tool", "licences", "licenses"), BudgetKind.TOOLS),
    **dict.fromkeys(("vendor", "vendors", "supplier"), BudgetKind.VENDOR),
    "other": BudgetKind.OTHER,
}
_FILLERS = frozenset({"in", "for", "of", "on", "is", "to", "and", "now", "a", "the", "was", "as", "from"})
_NONE_WORDS = frozenset({"none", "nothing", "-"})
_WORD = re.compile(r"[^\W\d_][\w’'-]*|\S")


class FigureMissing(AmbiguousInput):
    """Raised for an amount that may be planned, committed, actual or forecast; `again` has {} in their place."""

    # The choices are no ids, so that a button shows its words alone.
    days: tuple[date, ...] = ()

    def __init__(self, amount: str, again: str) -> None:
        super().__init__(f"Is {amount} planned, committed, actual or forecast?", tuple((w, w) for w in FIGURES), again)


@dataclass(frozen=True, slots=True)
class BudgetStatement:
    """The contents of a typed line: its figures (None clears one), and kind, name, month and currency if given."""

    figures: Mapping[str, float | None] = field(default_factory=dict)
    kind: BudgetKind | None = None
    name: str = ""
    month: date | None = None
    currency: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.figures or self.kind or self.name or self.month or self.currency)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a statement: `kind` is amount, figure, kind, month or name."""

    kind: str
    value: object


def parse_statement(text: str, *, today: date, said: str) -> BudgetStatement:
    """Parse `people "Ana" 12,000 EUR planned Mar`; `said` is the whole command, for questions that repeat it."""
    name, words = _split_name(text)
    try:
        parts = list(_parts(plain(words)))
    except AmountUnclear as unclear:
        unclear.again = said.replace("{", "").replace("}", "").replace(unclear.named, "{}", 1)
        raise
    amounts = [part.value for part in parts if part.kind == "amount"]
    figures = _pair(parts, said=said)
    currencies = {amount.currency for amount in amounts if isinstance(amount, TypedAmount) and amount.currency}
    if len(currencies) > 1:
        raise Refusal("A budget line has one currency.", "", "Enter each currency by itself.")
    month = _month(parts, today=today, is_past="actual" in figures and len(figures) == 1)
    kind = next((part.value for part in parts if part.kind == "kind"), None)
    return BudgetStatement(
        figures, kind if isinstance(kind, BudgetKind) else None, name, month, next(iter(currencies), "")
    )


def _split_name(text: str) -> tuple[str, str]:
    """Return the quoted name, and the words without it."""
    quoted = next((word for word in tokens(text) if word.kind == "quoted"), None)
    if quoted is None:
        return "", text
    name = plain(quoted.text).strip()
    if len(name) > MAX_NAME_LENGTH:
        raise Refusal(f"A name has at most {MAX_NAME_LENGTH} letters.", "", "Shorten it.")
    return name, f"{text[: quoted.start]} {text[quoted.end :]}"


def _parts(text: str) -> Iterator[_Part]:
    at = 0
    while at < len(text):
        if text[at].isspace() or text[at] in ",;:":
            at += 1
            continue
        part, at = _part_at(text, at)
        if part:
            yield part


def _part_at(text: str, at: int) -> tuple[_Part | None, int]:
    if month := match_month(text, at):
        return _Part("month", month[0]), month[1]
    if amount := match_amount(text, at):
        return _Part("amount", amount[0]), amount[1]
    match = _WORD.match(text, at)
    word = (match[0] if match else text[at]).casefold()
    end = match.end() if match else at + 1
    if word in _FIGURE_WORDS:
        return _Part("figure", _FIGURE_WORDS[word]), end
    if word in _KIND_WORDS:
        return _Part("kind", _KIND_WORDS[word]), end
    if word in _NONE_WORDS:
        return _Part("amount", None), end
    if word in _FILLERS:
        return None, end
    raise Refusal(f"I don't understand “{text[at : at + 40].strip()}”.", "", USAGE)


def _pair(parts: list[_Part], *, said: str) -> dict[str, float | None]:
    """Pair amounts with the words beside them: "12,000 planned" or "planned 12,000"."""
    pairs = [part for part in parts if part.kind in ("amount", "figure")]
    names = [str(part.value) for part in pairs if part.kind == "figure"]
    amounts = [part.value for part in pairs if part.kind == "amount"]
    if len(amounts) == 1 and not names:
        amount = amounts[0]
        shown = f"{amount.amount:,g}" if isinstance(amount, TypedAmount) else "nothing"
        raise FigureMissing(shown, again=f"{said.replace('{', '').replace('}', '')} {{}}")
    kinds = [part.kind for part in pairs]
    if len(names) != len(amounts) or any(
        first == second for first, second in zip(kinds[::2], kinds[1::2], strict=True)
    ):
        raise Refusal("Each amount needs its word: planned, committed, actual or forecast.", "", USAGE)
    if len(set(names)) < len(names):
        raise Refusal("The same figure is given twice.", "", USAGE)
    values = [amount.amount if isinstance(amount, TypedAmount) else None for amount in amounts]
    return dict(zip(names, values, strict=True))


def _month(parts: list[_Part], *, today: date, is_past: bool) -> date | None:
    found = {part.value(today, is_past) for part in parts if part.kind == "month" and callable(part.value)}
    if len(found) > 1:
        raise Refusal("A budget line is of one month.", "", "Enter each month by itself.")
    if not found:
        return None
    month: date = found.pop()
    if is_past and month > first_of_month(today):
        raise Refusal(
            f"{month:%B %Y} has not begun, so nothing is paid yet.",
            "",
            f"Use `committed` or `forecast`, or write the year: `{month:%b} {month.year - 1}`.",
        )
    if not add_months(today, -MAX_MONTHS_AWAY) <= month <= add_months(today, MAX_MONTHS_AWAY):
        raise Refusal(f"{month:%B %Y} is more than ten years away.", "", "Check the year.")
    return month
