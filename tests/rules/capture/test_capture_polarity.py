"""Polarity and scope: what denies, limits or ends a statement is heard with it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.capture import Interpretation, interpret_message, labels

TODAY = date(2026, 2, 20)
NEGATIONS = (
    "not",
    "not really",
    "not currently",
    "no longer",
    "never",
    "hardly",
    "by no means",
    "neither late nor",
    "not in any way",
)
STATES = (
    "blocked by legal",
    "blocked on the review",
    "stuck on the schema review",
    "waiting for approval from the vendor",
    "awaiting a decision",
    "on hold because of the budget",
    "held up by procurement",
    "stalled because the vendor is late",
    "blocking the release",
    "blocking us",
    "a blocker for the release",
    "put on hold by finance",
    "gated on the audit",
    "paused until legal signs",
    "pending approval",
)


def interpret(wire: str) -> Interpretation:
    return interpret_message(wire, today=TODAY)


@pytest.mark.parametrize("state", STATES)
def test_state_without_negation_is_a_blocker(state: str) -> None:
    assert interpret(f"The rollout is {state}.").blockers


@given(
    st.sampled_from(["The rollout", "Testing", "This work", "Our migration"]),
    st.sampled_from(["is", "was", "has been", "remains"]),
    st.sampled_from(NEGATIONS),
    st.sampled_from(STATES),
    st.sampled_from(["", " now", ", all good", " at the moment, we go on"]),
)
def test_negation_before_any_state_yields_no_blocker(
    subject: str, verb: str, negation: str, state: str, ending: str
) -> None:
    heard = interpret(f"{subject} {verb} {negation} {state}{ending}.")
    assert heard.blockers == ()
    assert not heard.slip
    assert heard.status is None


@given(
    st.sampled_from(["not", "never", "no longer", "not really"]),
    st.sampled_from(["delayed", "postponed", "pushed back"]),
)
def test_negated_slip_is_none(negation: str, slip: str) -> None:
    assert not interpret(f"The release is {negation} {slip} to 14 March.").slip


@pytest.mark.parametrize(
    "wire",
    [
        "The lint job is broken but it is not blocking us",
        "_not blocking_ us right now, the team moves on",
        "There is nothing blocking the launch",
        "No one is blocked on review",
        "It's a non-blocking issue for the release",
        "orders whose payment has been placed on hold",
        "the queue of items waiting to be picked",
        "jobs that are waiting for approval are listed below",
        "Finished the metrics work, it's been on hold since early summer",
        "The metrics work has been on hold since summer, finished now",
        "The report was stuck, fixed today",
        "It has been on hold since May and is now resumed.",
        'Ask "I\'m stuck with something" in the round',
        "I'm stuck with something",
    ],
)
def test_words_of_a_blocker_that_state_none(wire: str) -> None:
    heard = interpret(wire)
    assert heard.blockers == ()
    assert not heard.proposal


@pytest.mark.parametrize(
    "wire",
    [
        "We are waiting for review from legal, merged the docs",
        "The rollout is on hold until legal signs, finished the docs part",
        "Finished the login page, the API is blocked by legal",
        "3 PRs are waiting for review",
        "Orders are on hold until legal signs",
        "The release is blocked by legal, not by us",
    ],
)
def test_blocker_beside_something_finished_is_kept(wire: str) -> None:
    assert interpret(wire).blockers


@pytest.mark.parametrize(
    ("item", "blockers"),
    [
        ("No blockers at the moment, but the vendor is slow", []),
        ("None. The vendor could be late, though", []),
        (
            "None, waiting on review from legal though",
            ["None, waiting on review from legal though"],
        ),
        ("No API keys yet", ["No API keys yet"]),
        ("No progress, legal is silent", ["No progress, legal is silent"]),
        ("Not yet", []),
        ("see last week", []),
        ("same as yesterday", []),
        ("ditto", []),
        ("Same as last week.", []),
        ("see #123", ["see #123"]),
        ("the same bug as in #12", ["the same bug as in #12"]),
    ],
)
def test_clause_after_none_is_read_by_itself(item: str, blockers: list[str]) -> None:
    assert [span.text for span in interpret(f"*Done:* x\n*Blockers:* {item}\n*Next:* y").blockers] == blockers


@pytest.mark.parametrize(
    ("wire", "status"),
    [
        ("Status: done", "done"),
        ("Status: everything shipped", "done"),
        ("Status: ✅", "done"),
        ("Status: completed on Friday", "done"),
        ("Status: design done, build not started", None),
        ("Status: The outline is complete. Drafting has not begun.", None),
        ("Status: almost done", None),
        ("Status: 80% done", None),
        ("Status: to be done", None),
        ("Status: done, but docs still open", None),
        ("Status: design done, build red", "off_track"),
        ("Status: ✅ design, build in progress", "on_track"),
        ("Status: not started", "paused"),
        ("Status: on track to be completed by May", "on_track"),
        ("No major work was done this week because of exams", None),
        ("The work is done.", "done"),
        ("Half of the work is done", None),
        ("Some work was done on the parser", None),
        ("The first phase of the project is done", None),
        ("The work is complete, but testing has not begun", None),
        ("Nothing of the project is finished", None),
    ],
)
def test_done_means_the_whole_and_nothing_else(wire: str, status: str | None) -> None:
    assert interpret(f"{wire}\nNext: x").status == status


@pytest.mark.parametrize(
    "nothing",
    """
    keine|Keine.|aktuell keine|derzeit keine Blocker|keine bekannten Probleme|nichts|momentan nichts Neues
    Nichts zu berichten|keine offenen Punkte|Aucun|[Aucun]|aucune|rien à signaler|RAS|R.A.S.|néant|pas de blocage
    aucun blocage pour le moment|Aucun point bloquant|ninguno|Ninguno por ahora|nada|sin bloqueos|no hay bloqueos
    ningún impedimento|nenhum|Nenhum no momento|sem bloqueios|não há impedimentos|nada a reportar|なし|特になし
    特になし。|特にありません|現在ありません|問題なし|ブロッカーはありません|今のところなし
    """.strip()
    .replace("\n", "|")
    .split("|"),
)
def test_nothing_is_heard_in_six_languages(nothing: str) -> None:
    assert labels.says_none(nothing.strip())


@pytest.mark.parametrize(
    "something",
    [
        "keine Antwort von Ann",
        "keine Freigabe",
        "aucune réponse du fournisseur",
        "nada de respuesta del proveedor",
        "sin respuesta",
        "sem resposta",
        "レビュー待ち",
        "回答がない",
        "No staging data",
        "no updates, waiting for legal",
        "none of the reviewers is free",
    ],
)
def test_lack_of_something_is_not_nothing(something: str) -> None:
    assert not labels.says_none(something)
