"""`baton digest --rhythm`: a pack printed, and written as a PDF."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import baton
from tests.steps.packs import set_up_month
from tests.talk import conversation


def run_digest(url: str, *options: str) -> tuple[str, BaseException | None]:
    result = CliRunner().invoke(baton, ["digest", "PRG-1", "--database", url, *options])
    return result.output, result.exception


async def test_pack_is_printed_and_written(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await set_up_month(talk)
        url = talk.store_url
    path = tmp_path / "pack.pdf"
    printed, fault = run_digest(url, "--rhythm", "monthly", "--asof", "2026-03-31", "--pdf", str(path))
    assert fault is None
    assert "Atlas: March 2026\nExpected to finish" in printed
    assert "Checkout (M-2): committed Fri 20 Mar" in printed
    assert f"The pack is in {path}." in printed
    assert path.read_bytes().startswith(b"%PDF-")
    assert b"/Subtype /Image" in path.read_bytes()
    printed, fault = run_digest(url, "--rhythm", "annual", "--asof", "2026-03-31", "--audience", "executive", "--json")
    assert fault is None
    assert '"text": "Atlas: 12 months to Tuesday 31 March 2026' in printed


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        (("--pdf", "pack.pdf"), "Only a pack has a PDF or a day."),
        (("--rhythm", "monthly", "--send"), "Packs aren't sent from here."),
        (("--rhythm", "monthly", "--asof", "soon"), "“soon” is no day."),
        (("--rhythm", "monthly", "--asof", "2199-01-01"), "2199-01-01 is in the future."),
    ],
)
async def test_options_that_do_not_fit_are_refused(tmp_path: Path, options: tuple[str, ...], answer: str) -> None:
    async with conversation(tmp_path) as talk:
        await set_up_month(talk)
        url = talk.store_url
    _, fault = run_digest(url, *options)
    assert answer in str(fault)
