"""Facts for the answers to digests in the corpus."""

from datetime import UTC, date, datetime

from rules.digests.answers import LineAnswers
from rules.digests.line_answers import LineAnswer, ReaderAnswer
from tests.rendering.scenes import message, sentence, thing, view

MONDAY, TODAY = datetime(2026, 3, 9, 8, tzinfo=UTC), date(2026, 3, 10)
DIGEST = "https://northwind.slack.com/archives/C01/p1"
RECORD = thing(id="M-3", name="Schema migration", label="Schema migration (M-3)", over="Done Fri 6 Mar 2026")
ASKED = LineAnswer(
    "M-3", ReaderAnswer.ASKED, "Dana", MONDAY, text="When (M-3)?", asked_of="Kenji", day=date(2026, 3, 9)
)
REPLIED = LineAnswer(
    "M-3", ReaderAnswer.ASKED, "Dana", MONDAY, text="When?", asked_of="Kenji", reply="Friday.", day=date(2026, 3, 9)
)
HELPERS = ("Ana", "Bo", "Cleo", "Sam")
ANSWERS = (
    LineAnswers(on_it=("Kenji",)),
    LineAnswers(helpers=("Ana", "Bo")),
    LineAnswers(questions=(ASKED,)),
    LineAnswers(on_it=("Kenji",), helpers=HELPERS, questions=(REPLIED, REPLIED, ASKED)),
    LineAnswers(outcome="Decided: EU, by Dana"),
    LineAnswers(outcome="Done Fri 6 Mar 2026", helpers=("Ana",)),
)


SCENES = (
    *(
        sentence("answers/line_answers", answers=answers, ids=ids, quoted=160, today=TODAY)
        for answers in ANSWERS
        for ids in (True, False)
    ),
    sentence("answers/over", record=RECORD, today=TODAY),
    *(
        message(
            "answers/answer_news",
            kind=kind,
            record=RECORD,
            by="Ana",
            answer=thing(id=7, text="When?"),
            link=link,
            today=TODAY,
        )
        for kind, link in (("asked", DIGEST), ("help", ""), ("on_it", DIGEST))
    ),
    message("answers/reply_news", record=RECORD, by="Kenji", question="When?", reply="Friday.", today=TODAY),
    view(
        "answers/ask_form",
        record=RECORD,
        who="Kenji",
        question="When do you expect Schema migration now?",
        metadata="C1 asked PRG-1 2026-W11:0 trouble:M-3 1.2",
    ),
    view("answers/reply_form", record=RECORD, by="Dana", question="When?", metadata="D1 7"),
    *(
        message("answers/answered", kind=kind, record=RECORD, told=told)
        for kind, told in (
            ("on_it", ()),
            ("on_it", ("Bo",)),
            ("help", ()),
            ("help", ("Bo", "Cleo")),
            ("asked", ("Bo",)),
            ("reply", ("Dana",)),
        )
    ),
    *(
        message(
            "answers/answered",
            kind="muted",
            record=RECORD,
            told=(),
            until=date(2026, 3, 24),
            silences=silences,
            today=TODAY,
        )
        for silences in (True, False)
    ),
)
