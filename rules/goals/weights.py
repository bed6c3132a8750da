"""The weights of a project: how much of it serves which goal, in percent that sum to 100."""

import re
from collections.abc import Mapping

from rules.figures import figure_text
from rules.refusal import Refusal
from rules.text import plain

_PAIR = re.compile(r"\s*(?:and|,|;)?\s*G-?(\d{1,7})\s*[:=]?\s*(\d[\d.,]*)\s*%?", re.IGNORECASE)
_SHARE = re.compile(r"\s*(\d{1,3}(?:[.,]\d{1,15})?)\s*%?\s*")
_ONLY_GOAL = re.compile(r"\s*G-?(\d{1,7})\s*", re.IGNORECASE)
# What rounding to hundredths of a percent may leave.
_ROUNDING = 0.05
NO_WEIGHTS = frozenset({"none", "no goals", "-", "0"})


def parse_weights(text: str, *, project: str) -> dict[str, float]:
    """Parse `G-1 60% G-2 40%` into percent by goal; `G-1` alone is 100%, `none` is no goal at all.

    Raise Refusal, with the line to write, unless the percentages sum to 100.
    """
    words = plain(text).strip()
    if words.casefold() in NO_WEIGHTS:
        return {}
    if only := _ONLY_GOAL.fullmatch(words):
        return {f"G-{int(only[1])}": 100.0}
    weights: dict[str, float] = {}
    position = 0
    while position < len(words):
        match = _PAIR.match(words, position)
        if match is None:
            raise Refusal(
                f"I don't understand “{words[position:][:40].strip()}”.", "", f"Try `{project} goals G-1 60% G-2 40%`."
            )
        goal = f"G-{int(match[1])}"
        if goal in weights:
            raise Refusal(f"{goal} is there twice.", "", f"Give one percentage each: {usage(project, weights)}.")
        weights[goal] = parse_share(match[2].rstrip(".,"))
        position = match.end()
    require_whole(weights, project=project)
    return weights


def parse_share(text: str) -> float:
    """Return the percentage that is typed, in hundredths as it is shown: "33,3%" is 33.3 and "33.333" is 33.33."""
    match = _SHARE.fullmatch(text)
    if match is None:
        raise Refusal(f"“{text.strip()[:30]}” is no percentage.", "", "Write it like `60%` or `33.3%`.")
    return round(float(match[1].replace(",", ".")), 2)


def require_whole(weights: Mapping[str, float], *, project: str) -> None:
    """Raise Refusal, with what to write, unless the percentages are above 0 and sum to 100."""
    if empty := [goal for goal, share in weights.items() if share <= 0]:
        raise Refusal(f"{empty[0]} has 0%.", "", f"Leave it out: {usage(project, weights)}.")
    if larger := [goal for goal, share in weights.items() if share > 100]:
        raise Refusal(
            f"{larger[0]} has {figure_text(weights[larger[0]], '%')}.",
            "A project can't give more than 100%.",
            f"For example: {usage(project, weights)}.",
        )
    total = sum(weights.values())
    if len(weights) == 1 and total < 100:
        (goal,) = weights
        raise Refusal(
            f"{goal} has only {figure_text(total, '%')}.",
            "The weights of a project sum to 100%.",
            f"Write {usage(project, weights)}, or add another goal.",
        )
    if abs(total - 100) > _ROUNDING:
        raise Refusal(
            f"{' + '.join(figure_text(share, '%') for share in weights.values())} is {figure_text(total, '%')}.",
            "The weights of a project sum to 100%.",
            f"For example: {usage(project, weights)}.",
        )


def usage(project: str, weights: Mapping[str, float]) -> str:
    """Return the line that gives these goals, in the same proportion, 100% together."""
    goals = [goal for goal, share in weights.items() if share > 0] or ["G-1", "G-2"]
    total = sum(weights.get(goal, 0) for goal in goals)
    shares = [max(1, round(100 * weights[goal] / total)) if total else 100 // len(goals) for goal in goals]
    shares[shares.index(max(shares))] += 100 - sum(shares)
    return f"`{project} goals {' '.join(f'{goal} {share}%' for goal, share in zip(goals, shares, strict=True))}`"
