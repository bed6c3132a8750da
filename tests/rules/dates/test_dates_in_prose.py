"""Dates in sentences about projects, read on Wednesday 11 March 2026, and sentences without a date."""

from datetime import date, timedelta

import pytest

from rules import dates

TODAY = date(2026, 3, 11)

STATED = {
    "Beta slipped to 20 March, vendor was late": "2026-03-20",
    "we're now looking at April 3rd for the cutover": "2026-04-03",
    "ETA for the schema: end of next week": "2026-03-20",
    "The pen test report will be here by Friday.": "2026-03-13",
    "Can we get the contract signed before the 27th?": "2026-03-27",
    "Go-live stays on 2026-05-04": "2026-05-04",
    "GA is planned for Q3": "2026-09-30",
    "rollout starts in two weeks": "2026-03-25",
    "Migration done by EOW": "2026-03-13",
    "I'll have the numbers tomorrow": "2026-03-12",
    "Aiming for early May": "2026-05-10",
    "target date: 14/04": "2026-04-14",
    "Deadline is next Thursday": "2026-03-19",
    "Kick-off moved to Monday 23 March": "2026-03-23",
    "API freeze → 17 Apr": "2026-04-17",
    "the audit is due in 10 working days": "2026-03-25",
    "we ship on March 31": "2026-03-31",
    "Data centre move is scheduled for the second half of June": "2026-06-30",
    "New hardware arrives w/c 6 April": "2026-04-12",
    "sign-off expected mid-April": "2026-04-15",
    "Landed yesterday, all green": "2026-03-10",
    "QA finished last Friday": "2026-03-06",
    "the vendor promised Tuesday at the latest, due Tuesday": "2026-03-17",
    "*Launch:* 1 June 2026": "2026-06-01",
    "• Accessibility audit – due 9 Apr (Bo)": "2026-04-09",
    "Release 4.2 goes out on 7 April": "2026-04-07",
    "M-42 is due by 30 April, M-43 has no date": "2026-04-30",
    "First customers onboarded by end of June": "2026-06-30",
    "we should be done by the end of the month": "2026-03-31",
    "Payment provider needs until 15 May": "2026-05-15",
    "security review is on Thursday at 14:00": "2026-03-12",
    "blocked on legal, they said a week from Monday": "2026-03-23",
    "the steering committee meets on the first Tuesday of April": "2026-04-07",
    "Documentation will be finished by Easter": "2026-04-05",
    "I expect the fix to land by COB today": "2026-03-11",
    "code freeze starts 3 days before 1 May": "2026-04-28",
    "Budget approved until 31.12.2026": "2026-12-31",
    "Training is planned for week 20": "2026-05-17",
    "Hardware delivery: 2026-W16": "2026-04-19",
    "deadline Apr 30th, 2026": "2026-04-30",
    "we'll review this again in a month": "2026-04-11",
    "Cutover weekend is planned for 18-19 April": "2026-04-19",
    "Board presentation by end of Q2": "2026-06-30",
    "ready by mid next week": "2026-03-18",
    "Should be live by Wed.": "2026-03-18",
    "no later than 5 May please": "2026-05-05",
    "I'm out from 16 March to 20 March": "2026-03-20",
    "Decision needed by March 19.": "2026-03-19",
    "due date: Fri, Apr 24": "2026-04-24",
    "will be released in May.": "2026-05-31",
    "The rest follows in June 2027": "2027-06-30",
    "we agreed on 12/04/2026 with the customer": "2026-04-12",
    "hotfix tonight, full release tomorrow morning": "2026-03-12",
    "shipping EOM": "2026-03-31",
    "pushed the demo to a week on Friday": "2026-03-20",
    "Contract ends 30 September": "2026-09-30",
    "final answer by noon on Friday": "2026-03-13",
    "the data team needs it by Monday because of the audit": "2026-03-16",
    "on Friday we decided to wait": "2026-03-06",
    "blocked since 2 March on the vendor": "2026-03-02",
    "as of 1 April the price goes up": "2026-04-01",
    "the Monday after Easter is the go-live": "2026-04-06",
    "by Monday or Tuesday": "2026-03-17",
    "ready the week after next": "2026-03-29",
    "deadline is Friday the 13th": "2026-03-13",
    "shipped on Friday": "2026-03-06",
    "will be merged on Friday": "2026-03-13",
    "EOM April": "2026-04-30",
}

MOVED = {
    "Beta moved from 20 March to 3 April": ("2026-04-03", "2026-03-20"),
    "Launch: 5 May → 12 May": ("2026-05-12", "2026-05-05"),
    "Freeze is now 27 March, was 20 March": ("2026-03-27", "2026-03-20"),
    "GA is 1 July (was 15 June)": ("2026-07-01", "2026-06-15"),
    "originally 10 April, now 24 April": ("2026-04-24", "2026-04-10"),
    "We won't make 20 March, new date is 27 March": ("2026-03-27", "2026-03-20"),
    "review on 18 March instead of 13 March": ("2026-03-18", "2026-03-13"),
    "M-17 14 → 21 Mar (vendor)": ("2026-03-21", "2026-03-14"),
    "slips from 6 March to 13 March": ("2026-03-13", "2026-03-06"),
    "~20 March~ 27 March": ("2026-03-27", "2026-03-20"),
    "cutover pushed from Friday to Monday": ("2026-03-16", "2026-03-13"),
}

LENGTHS = {
    "Beta slips by 2 weeks": 14,
    "this will slip another week": 7,
    "pushed back three days": 3,
    "launch delayed by a month": 30,
    "we are 4 days behind schedule": 4,
    "pulled the demo in by 2 days": -2,
    "finished a week ahead of schedule": -7,
    "QA needs two more weeks": 14,
    "brought forward by a week": -7,
    "moved the cutover out by 5 working days": 7,
    "expect a two-week delay": 14,
    "running 3 days late": 3,
    "this adds a week": 7,
    "it will take at least another week": 7,
    "push it out a week": 7,
    "we lost 3 days": 3,
}

SILENT = (
    *("I may be late today's standup is long", "we may ship it, may not", "March on!", "they march to their own drum"),
    *("May said she will look", "ask April about the budget", "June and August are both on the team", "thanks Jan"),
    *(
        "the sun is out",
        "Sun hardware is retired",
        "I sat on it for an hour",
        "sat with design",
        "he was wed to the idea",
    ),
    *(
        "one second please",
        "the second milestone",
        "first come first served",
        "this is the third time",
        "5th time's the charm",
    ),
    *(
        "24/7 on-call",
        "1-on-1 with Bo",
        "Q&A after lunch",
        "Q1 numbers look good",
        "the Q4 retro notes are in the wiki",
    ),
    *("2/3 of the tests pass", "split it 50/50", "9/10 would recommend", "we are 3/5 done", "tests: 120/124"),
    *(
        "Fixed in 3.12",
        "bump to 1.10.2",
        "v2026.3 is tagged",
        "release/2026-03 branch",
        "python 3.11.4",
        "node 20 to 22",
    ),
    *("cost is $1,200", "€12.04 per seat", "saved 20%", "up 5 % on the year", "12k users", "budget 3.5m"),
    *("see #12 and #13", "PROJ-12 and ABC-2026", "M-12 done", "CVE-2026-1203", "RFC 2119", "ISO 8601", "port 8080"),
    *("call 555-1212", "10.0.0.12 is down", "room 12.04", "build 20260301.4", "error 500 at line 12", "SHA 20dec14"),
    *(
        "https://example.com/2026/04/01/post",
        "see `due 12 Dec`",
        "```deadline = 2026-04-01```",
        "<https://x.test/1|1 May>",
    ),
    *(
        "mail me at may@example.com",
        "file_2026-04-01.csv",
        "docs/2026-04-01-notes.md",
        "monday.com is down",
        "#may-launch",
    ),
    *(":calendar: updated", "thanks :100:", ":sun: :mar:", "<@U2026> please", "<!here> standup", "@april ping"),
    *("took 3 hours", "we waited two weeks for them", "a week of work", "two days of testing", "3 days a week"),
    *("half a day at most", "the last week was hard", "day by day", "day one", "a day in the life", "week after week"),
    *(
        "every Friday we sync",
        "Fridays are quiet",
        "Friday's deploy failed",
        "the Monday meeting notes",
        "Casual Friday team",
    ),
    *("now blocked on infra", "as of now all good", "by and large fine", "in time", "on time", "on hold", "at once"),
    *(
        "until then",
        "by the way",
        "to be decided",
        "ETA unknown",
        "due soon",
        "date TBD",
        "deadline unclear",
        "no date yet",
    ),
    *("10 to 12 people", "from 3 to 5 reviewers", "2-3 issues", "between 4 and 6 points", "12 of 20 done"),
    *("30 Feb is not a day", "due on 31 April", "Friday 12 March 2026", "by 2026-13-01", "on 45 May"),
    *("I am free at 5pm", "let's talk at 14:30", "lunch at noon", "stand-up 9:15", "10:30-11:00 works"),
    *(
        "mark it done",
        "marching orders",
        "decision pending",
        "octopus",
        "november rain playlist",
        "decimal",
        "august company",
    ),
    *(
        "go ahead and merge",
        "left behind and forgotten",
        "never slipped a day",
        "no delay",
        "move fast",
        "moved 2 files",
    ),
    *(
        "2 w ago-ish",
        "1d20 roll",
        "4d printing",
        "3D model",
        "2w2d",
        "5y plan",
        "an hour or two",
        "in a bit",
        "in a sec",
    ),
)


def find_dates(text: str) -> tuple[dates.ParsedDate, ...]:
    return dates.find_all(text, today=TODAY)


@pytest.mark.parametrize(("sentence", "day"), STATED.items())
def test_stated_date_is_found(sentence: str, day: str) -> None:
    assert [str(parsed.day) for parsed in find_dates(sentence)][-1:] == [day]


@pytest.mark.parametrize(("sentence", "days"), MOVED.items())
def test_moved_date_is_one_result_with_the_old_date(sentence: str, days: tuple[str, str]) -> None:
    assert [(str(parsed.day), str(parsed.old)) for parsed in find_dates(sentence)] == [days]


@pytest.mark.parametrize(("sentence", "days"), LENGTHS.items())
def test_duration_is_found_as_a_duration(sentence: str, days: int) -> None:
    assert [parsed.delta and parsed.delta.days for parsed in find_dates(sentence)] == [days]


@pytest.mark.parametrize("sentence", SILENT)
def test_sentence_without_a_date_yields_nothing(sentence: str) -> None:
    assert [sentence[parsed.start : parsed.end] for parsed in find_dates(sentence)] == []


def test_positions_refer_to_the_given_text() -> None:
    text = "İstanbul 🚀 “Beta” — due\u00a020\u00a0March, ok"
    parsed = find_dates(text)[0]
    assert text[parsed.start : parsed.end] == "20\u00a0March"


def test_past_date_without_year_is_the_latest_one() -> None:
    assert [parsed.day for parsed in find_dates("shipped on 2 March")] == [date(2026, 3, 2)]
    assert [parsed.day for parsed in find_dates("we were done on 20 December")] == [date(2025, 12, 20)]


def test_several_dates_come_in_order() -> None:
    parsed_dates = find_dates("Alpha by 20 March, beta by 3 April; GA in June.")
    assert [str(parsed.day) for parsed in parsed_dates] == ["2026-03-20", "2026-04-03", "2026-06-30"]
    assert parsed_dates[0].end <= parsed_dates[1].start


def test_full_date_is_the_same_when_read_later() -> None:
    for days in (0, 1, 5):
        assert dates.find_all("due 20 March 2026", today=TODAY + timedelta(days=days))[0].day == date(2026, 3, 20)
