"""A slip that moves many milestones of many people is one escalation (B-68)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.demo.start import Demo

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


async def test_slip_with_consequences_is_one_escalation(tmp_path: Path) -> None:
    demo = await Demo.start(folder=tmp_path, port=0, now=NOW)
    kenji, priya = demo.sandbox.person("kenji"), demo.sandbox.person("priya")
    await kenji.say("backend-upgrade", f"{demo.ids['schema']} slips a week because the vendor is late")
    await demo.bot.wait_until_idle(within=60)
    for hours in (1, 7, 13, 24):
        demo.sandbox.clock.set_time(NOW + timedelta(hours=hours))
        await demo.bot.tick()
        await demo.bot.wait_until_idle(within=60)
    await priya.command("/program", "escalate PRG-1", "program-updates")
    await demo.bot.wait_until_idle(within=60)
    answers = [m.text for m in priya.visible_messages("program-updates") if m.ephemeral_to]
    await demo.stop()
    assert answers[-1].startswith("2 open escalations"), "the slip with all it moves, and a late decision"
    assert "E-1 | Schema migration (M-3)" in answers[-1]
    assert "DEC-2" in answers[-1]
