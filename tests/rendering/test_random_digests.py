"""Digests of random programs: short, each fact once, the same facts in both voices, no ids for executives."""

import re
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from handlers.digests.rendering import RenderedDigest, fits, render_facts
from rules.digests.editions import (
    DecidedChange,
    DigestEdition,
    DigestIssue,
    EditionAudience,
    FinishOutlook,
    LateMilestone,
    MovedMilestone,
    ProjectUpdate,
    RequestedAction,
    UnconfirmedCommitment,
    ValueLine,
)
from rules.digests.folding import tell_once
from rules.digests.lines import lines_of
from rules.digests.news import ColourChange, PeopleChange, RiskChange
from rules.plan import Milestone, Project
from rules.truth.colours import Colour, ComputedStatus
from tests.forms import form

MONDAY = date(2026, 3, 9)
MOST_WORDS = 30
_SENTENCE = "the new vendor contract needs a second load test before billing can move to Frankfurt again"
WORDS = re.findall(r"\w+", _SENTENCE)
ID = re.compile(r"\b(?:M|PRJ|B|DEC|CR|D|BEN|R|G|E|A|I)-\d+\b")
WHO = dict.fromkeys((f"M-{number}" for number in range(1, 400)), "Ana Lima")


def words(random: Random, most: int) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(1, most)))


def day(random: Random) -> date:
    return MONDAY + timedelta(days=random.randint(-30, 60))


def random_edition(random: Random) -> DigestEdition:
    """Return an edition of a random program, of up to eighty milestones, in which each part may have anything."""
    projects = [Project(f"PRJ-{n}", words(random, 6)) for n in range(1, random.randint(2, 20))]
    milestones = [
        Milestone(f"M-{n}", random.choice(projects).id, words(random, 12), forecast=day(random), computed=day(random))
        for n in range(1, random.randint(2, 80))
    ]

    def some(items: list[Milestone]) -> list[Milestone]:
        return random.sample(items, random.randint(0, len(items)))

    def moved(item: Milestone) -> MovedMilestone:
        reason = words(random, 20) if random.random() < 0.5 else ""
        return MovedMilestone(item, day(random), day(random), random.randint(-9, 30), reason, "")

    def issue(item: Milestone) -> DigestIssue:
        label, late, days = f"{item.name} ({item.id})", some(milestones)[:9], random.randint(2, 30)
        return DigestIssue(
            item.id,
            random.choice(["red", "amber"]),
            f"{label}: {days} days late (committed Fri 13 Mar 2026)",
            frozenset({item.project}),
            label,
            f"{len(late)} milestones in 3 projects, up to 10 days late" if late else "",
            move=moved(item) if random.random() < 0.5 else None,
            owner="Kenji Arai",
            days=days,
            milestones=frozenset({item.id, *(each.id for each in late)}),
            consequences=tuple(LateMilestone(each, random.randint(0, 9)) for each in late if each is not item),
        )

    end = random.choice(milestones)
    edition = DigestEdition(
        "PRG-1",
        words(random, 4),
        11,
        "2026-W11",
        ComputedStatus(Colour.RED, "late"),
        asks=tuple(
            RequestedAction(f"B-{n}", random.choice(milestones).id, words(random, 30), "Dana Whitlock", day(random))
            for n in range(random.randint(0, 9))
        ),
        troubles=tuple(issue(item) for item in some(milestones)[:12]),
        moved=tuple(moved(item) for item in some(milestones)),
        overdue=tuple(some(milestones)),
        soon=tuple(some(milestones)),
        added=tuple(some(milestones)),
        decided=tuple(DecidedChange(f"CR-{n}", words(random, 30), "approved", "Priya Raman", 3) for n in range(3)),
        recoloured=tuple(ColourChange(project, "green", "red") for project in projects[::3]),
        risks=tuple(RiskChange(f"R-{n}", "risk", words(random, 40)) for n in range(random.randint(0, 5))),
        people=(PeopleChange(end.id, (end.name,), "owner", "Maya Olsen", "Lucía Prado"),),
        doubts=(UnconfirmedCommitment("D-1", end, random.choice(milestones), MONDAY, "low"),),
        updates=tuple(ProjectUpdate(each, words(random, 60), "amber", "Maya Olsen", "") for each in projects[1::2]),
        silent=tuple(projects[::2]),
        unchanged=tuple(projects[::4]),
        value=(ValueLine("BEN-1", words(random, 9), "%", 0.5, 1.0, 2.0, 3.0, 0.6, True),),
        since=MONDAY - timedelta(days=7),
        end=end,
        outlook=FinishOutlook(MONDAY, MONDAY, MONDAY, random.random(), (12, 14), random.random()),
    )
    return tell_once(edition)


def rendered(edition: DigestEdition, voice: EditionAudience) -> RenderedDigest:
    facts = {"edition": edition, "who": WHO, "marks": (), "today": MONDAY, "ref": "PRG-1 2026-W11:0"}
    return render_facts(edition, voice, facts)


@pytest.mark.parametrize("seed", range(form(short=25, whole=300)))
def test_digests_of_random_programs_are_short_and_agree(seed: int) -> None:
    edition = random_edition(Random(seed))
    keys = [line.key for line in lines_of(edition)]
    assert len(keys) == len(set(keys)), "each fact once"
    assert tell_once(edition) == edition
    both = {voice: rendered(edition, voice) for voice in EditionAudience}
    for digest in both.values():
        assert fits(digest.top)
        longest = max(digest.top.text.splitlines(), key=lambda line: len(re.findall(r"\w[^\s]*", line)))
        assert len(re.findall(r"\w[^\s]*", longest)) <= MOST_WORDS, longest
    texts = [message.text for message in (both[EditionAudience.DELIVERY].top, *both[EditionAudience.DELIVERY].detail)]
    lines = [line for line in "\n".join(texts).splitlines() if ID.search(line) and not line.startswith("Makes late")]
    assert len(lines) == len(set(lines)), "no line stands twice"
    executive = both[EditionAudience.EXECUTIVE]
    for message in (executive.top, *executive.detail):
        assert not ID.search(message.text), ID.search(message.text)
    assert edition.outlook is not None
    assert edition.outlook.on_time is not None
    odds = f"{round(edition.outlook.on_time * 100)}%"
    for issue in edition.troubles:
        late = re.search(r"\d+ days late", issue.sentence)
        assert late is not None
        for digest in both.values():
            assert late[0] in "\n".join(message.text for message in (digest.top, *digest.detail))
    assert all(odds in digest.top.text for digest in both.values())


def test_long_sentence_of_a_cause_says_how_late_it_is() -> None:
    sentence = f"{_SENTENCE} (M-18) needs Begin Code Freeze (M-17) of Billing by Fri 13 Mar 2026, and it is later"
    issue = DigestIssue("M-17", "red", sentence, label="Begin Code Freeze (M-17)", days=4)
    calm = replace(random_edition(Random(1)), troubles=(issue,))
    for voice, words in (
        (EditionAudience.DELIVERY, "🔺 red — Begin Code Freeze (M-17): 4 days late"),
        (EditionAudience.EXECUTIVE, "🔺 red — Begin Code Freeze: 4 days late"),
    ):
        assert words in rendered(calm, voice).top.text
