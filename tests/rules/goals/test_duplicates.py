"""Evidence that two projects do the same work."""

from hypothesis import given
from hypothesis import strategies as st

from rules.goals.duplicates import NamedMilestone, ProjectFacts, find_duplicates, likeness, pair_of, words_of
from rules.plan import Project


def project(number: int, name: str, *milestones: str, owner: str = "", lead: str = "", **goals: float) -> ProjectFacts:
    id = f"PRJ-{number}"
    own = tuple(NamedMilestone(f"M-{number}{place}", id, text, owner or None) for place, text in enumerate(milestones))
    weights = {goal.replace("_", "-"): share for goal, share in goals.items()}
    return ProjectFacts(Project(id, name, "PRG-1", lead=lead or None, goals=weights), own)


def test_like_names_need_one_more_sign() -> None:
    alike = (project(1, "Customer portal"), project(2, "New customer portals"))
    assert find_duplicates(alike) == ()
    both = (project(1, "Customer portal", G_1=100), project(2, "New customer portals", G_1=60, G_2=40))
    (pair,) = find_duplicates(both)
    assert pair.key == ("PRJ-1", "PRJ-2")
    assert pair.like_names
    assert pair.goals == ("G-1",)


def test_three_like_milestones_are_enough() -> None:
    names = ("Choose a vendor", "Sign the contract", "Migrate the data")
    (pair,) = find_duplicates((project(1, "Alpha", *names), project(2, "Beta", *reversed(names))))
    assert [(a.name, b.name) for a, b in sorted(pair.milestones, key=lambda two: two[0].id)] == list(
        zip(names, names, strict=True)
    )
    assert find_duplicates((project(1, "Alpha", *names[:2]), project(2, "Beta", *names[:2]))) == ()


def test_same_people_and_goal_alone_are_no_evidence() -> None:
    facts = [project(number, f"Name {chr(97 + number)}x", "x", owner="U1", lead="U2", G_1=100) for number in range(5)]
    assert [pair for pair in find_duplicates(facts) if not pair.milestones] == []


def test_dismissed_pairs_stay_dismissed() -> None:
    facts = (project(1, "Customer portal", G_1=100), project(2, "Customer portal", G_1=100))
    assert len(find_duplicates(facts)) == 1
    assert find_duplicates(facts, dismissed={pair_of("PRJ-2", "PRJ-1")}) == ()
    assert len(find_duplicates(facts, among={"PRJ-2"})) == 1
    assert find_duplicates(facts, among={"PRJ-3"}) == ()


@given(st.lists(st.sampled_from(["Portal", "Data", "Move", "Shop", "App"]), max_size=4).map(" ".join))
def test_likeness_is_symmetric_and_whole_for_itself(name: str) -> None:
    words, other = words_of(name), words_of("Shop app")
    assert likeness(words, other) == likeness(other, words)
    assert 0 <= likeness(words, other) <= 1
    assert likeness(words, words) == (1 if words else 0)


def test_order_of_projects_does_not_matter() -> None:
    facts = [project(n, "Customer portal", "Go live", G_1=100) for n in (10, 9, 2)]
    assert [p.key for p in find_duplicates(facts)] == [p.key for p in find_duplicates(facts[::-1])]
    assert {p.key for p in find_duplicates(facts)} == {("PRJ-2", "PRJ-9"), ("PRJ-2", "PRJ-10"), ("PRJ-9", "PRJ-10")}


NAMES = st.lists(st.sampled_from(["Portal", "Data", "Move", "Shop", "App"]), min_size=1, max_size=3).map(" ".join)


@given(st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=4)), min_size=2, max_size=6), st.sets(st.integers(0, 5)))
def test_asking_about_some_projects_leaves_out_pairs_of_others(
    drawn: list[tuple[str, list[str]]], wanted: set[int]
) -> None:
    facts = [project(n, name, *milestones, G_1=100) for n, (name, milestones) in enumerate(drawn)]
    among = {f"PRJ-{n}" for n in wanted}
    assert find_duplicates(facts, among=among) == tuple(p for p in find_duplicates(facts) if set(p.key) & among)
