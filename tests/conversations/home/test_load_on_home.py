"""Load on Home: each person's own, and for leads who is overbooked in their projects."""

from tests.steps.clashes import set_up_clash
from tests.steps.home import open_home
from tests.talk import Talk, view_texts


async def home_of(talk: Talk, who: str) -> str:
    return " ".join(view_texts(await open_home(talk, who)))


async def test_everyone_sees_their_own_four_weeks(talk: Talk) -> None:
    await set_up_clash(talk)
    home = await home_of(talk, "dina")
    assert "Your load" in home
    assert "Mon 2 Mar: – · Mon 9 Mar: 140% 🔺 · Mon 16 Mar: – · Mon 23 Mar: –" in home
    assert "Overbooked" not in home
    opened = await talk.click("dina", "resource", value="RES-1", on=await open_home(talk, "dina"))
    assert "Dina (RES-1)" in opened
    assert "Your load" not in await home_of(talk, "finn")


async def test_leads_see_who_is_overbooked_in_their_projects(talk: Talk) -> None:
    await set_up_clash(talk)
    home = await home_of(talk, "bo")
    assert "Overbooked in your projects (1)" in home
    assert "140% 🔺 in the week of Mon 9 Mar" in home
    assert "140%" not in await home_of(talk, "finn")
    await talk.command("ana", "AL-2 20%", "payments")
    assert "Overbooked" not in await home_of(talk, "bo")
