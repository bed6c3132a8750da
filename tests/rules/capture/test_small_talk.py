"""Greetings, thanks and questions: what is meant, and the command that comes nearest."""

import pytest

from rules.capture.small_talk import TalkKind, read_small_talk


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("hi", TalkKind.GREETING),
        ("Hello Baton!", TalkKind.GREETING),
        ("good morning 👋", TalkKind.GREETING),
        ("thanks", TalkKind.THANKS),
        ("Thank you so much :tada:", TalkKind.THANKS),
        ("ok thanks", TalkKind.THANKS),
        ("ok", TalkKind.AGREEMENT),
        ("got it 👍", TalkKind.AGREEMENT),
        (":+1:", TalkKind.AGREEMENT),
        ("👍", TalkKind.AGREEMENT),
        ("our goals", TalkKind.QUESTION),
    ],
)
def test_kind_of_talk_is_recognised(words: str, kind: TalkKind) -> None:
    talk = read_small_talk(words)
    assert talk is not None
    assert talk.kind is kind


@pytest.mark.parametrize(
    ("words", "command", "about"),
    [
        ("how are we doing?", "status", ""),
        ("what is the status?", "status", ""),
        ("what is the status of Identity?", "status", "Identity"),
        ("what's the status of the Mobile app project", "status", "Mobile app"),
        ("How is Loyalty doing?", "status", "Loyalty"),
        ("what's next for me?", "me", ""),
        ("what do I have to do this week?", "me", ""),
        ("what is blocked?", "blockers", ""),
        ("who owns M-3?", "M-3", ""),
        ("what are the biggest risks", "risks", ""),
        ("when will we finish?", "forecast", ""),
        ("what changed this week?", "since mon", ""),
        ("what can you do?", "help", ""),
        ("decisions", "decisions", ""),
        ("budgets", "budget", ""),
        ("show costs", "budget", ""),
        ("how much budget is left?", "budget", ""),
        ("workload", "people", ""),
        ("resources PRG-1", "people", ""),
        ("benefits", "benefits", ""),
        ("who is overloaded?", "clashes", ""),
        ("who is booked next week?", "people", ""),
        ("who is on leave?", "", ""),
    ],
)
def test_question_leads_to_the_nearest_command(words: str, command: str, about: str) -> None:
    talk = read_small_talk(words)
    assert talk is not None
    assert (talk.kind, talk.command, talk.about) == (TalkKind.QUESTION, command, about)


@pytest.mark.parametrize("words", ["foo", "new thing", "M-1 60%", "statsu PRG-1"])
def test_other_words_are_no_talk(words: str) -> None:
    assert read_small_talk(words) is None
