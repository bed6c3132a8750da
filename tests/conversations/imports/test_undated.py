"""A tracker's export without due dates: what is done comes in done, the rest undated, and every screen holds."""

from datetime import timedelta

from tests.steps.files import direct_messages, given
from tests.talk import Talk

UNDATED = (
    b"Summary,Issue key,Status,Assignee,Created,Inward issue link (Blocks)\n"
    b"Pick the vendor,AB-1,Done,,02/Feb/26 4:00 PM,\n"
    b"Sign the contract,AB-2,To Do,bo,02/Feb/26 4:00 PM,AB-1\n"
    b"Roll out,AB-3,Won't Do,,02/Feb/26 4:00 PM,AB-2\n"
)
SCREENS = (
    *(
        "PRG-1",
        "PRJ-1",
        "M-1",
        "M-2",
        "M-3",
        "status",
        "status PRJ-1",
        "risks PRG-1",
        "forecast PRG-1",
        "critical PRG-1",
    ),
    *("timeline PRG-1", "deps PRG-1", "health PRG-1", "brief PRG-1", "digest preview PRG-1", "checkin PRJ-1"),
)


async def test_undated_tracker_export_is_followed_everywhere(talk: Talk) -> None:
    assert "3 new milestones" in (await given(talk, "ana", "shop.csv", UNDATED))[-1]
    await talk.click("ana", "import_go")
    assert direct_messages(talk, "ana")[-1].startswith("Imported into shop (PRG-1)")
    answers = {screen: await talk.command("ana", screen, "identity") for screen in SCREENS}
    assert not [screen for screen, answer in answers.items() if "went wrong" in answer]
    assert "Done Mon 2 Mar" in answers["M-1"]
    assert "Cancelled Mon 2 Mar" in answers["M-3"]
    assert "1 grey" in answers["deps PRG-1"]
    await talk.fast_forward(by=timedelta(days=3))
    assert "went wrong" not in await talk.command("ana", "status PRJ-1", "identity")
    assert "changes nothing" in (await given(talk, "ana", "shop.csv", UNDATED))[-1]
