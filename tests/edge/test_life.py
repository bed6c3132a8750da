"""A failed start names what is missing; a stop loses nothing; a dead connection is replaced."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.application import Baton
from bot.checks import SlackNotReady
from bot.doctor import examine_setup
from bot.incoming.socket import ReconnectPolicy
from bot.settings import SettingError, load_settings
from rules.refusal import Refusal
from sandbox.server import Sandbox
from storage.engine.upgrade import upgrade_database
from tests.chaos.rig import Rig, start_rig
from tests.edge.far_side import EdgeScene, Listeners, parts_for, settings_for, start_scene

SOON = ReconnectPolicy(check_interval=0.05, remedy_after=0.2, ping_interval=0.2, max_attempts=3)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = await Sandbox.start()
    yield sandbox
    await sandbox.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"slack_bot_token": None}, "SLACK_BOT_TOKEN is not set."),
        ({"slack_bot_token": SecretStr("xapp-1")}, "SLACK_BOT_TOKEN does not begin with xox."),
        ({"slack_bot_token": SecretStr("xoxb-wrong")}, "Slack refuses SLACK_BOT_TOKEN. auth.test says invalid_auth."),
        ({"slack_app_token": None}, "SLACK_APP_TOKEN is not set."),
        ({"slack_app_token": SecretStr("xapp-wrong")}, "Slack refuses SLACK_APP_TOKEN."),
        ({"slack_api_url": "http://127.0.0.1:9/"}, "Slack cannot be reached."),
        ({"baton_database_url": "sqlite:////nowhere/x.db"}, "There is no database yet."),
    ],
)
async def test_failed_start_names_the_cause_in_one_sentence(
    sandbox: Sandbox, tmp_path: Path, change: dict[str, object], words: str
) -> None:
    settings = settings_for(sandbox, tmp_path)
    upgrade_database(settings.baton_database_url)
    with pytest.raises(Refusal) as refusal:
        await Baton.start(settings.model_copy(update=change), parts=parts_for(Listeners()))
    assert str(refusal.value).startswith(words)
    assert refusal.value.instead


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
@pytest.mark.parametrize("kind", ["500", "500_json", "503", "html", "ok_false:internal_error", "cut_before"])
async def test_start_waits_for_a_slack_in_trouble(sandbox: Sandbox, tmp_path: Path, method: str, kind: str) -> None:
    settings = settings_for(sandbox, tmp_path)
    upgrade_database(settings.baton_database_url)
    sandbox.faults.add(method, kind, times=2)
    with pytest.raises(SlackNotReady) as refusal:
        await Baton.start(settings, parts=parts_for(Listeners()))
    assert "token" not in str(refusal.value)
    sandbox.faults.clear()
    sandbox.faults.add(method, kind, times=1)
    baton = await Baton.start(settings, parts=parts_for(Listeners()), patience=timedelta(seconds=20))
    await baton.stop()


async def test_a_missing_scope_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    settings = settings_for(sandbox, tmp_path)
    upgrade_database(settings.baton_database_url)
    with pytest.raises(Refusal, match="lacks admin, usergroups:write"):
        await Baton.start(settings, parts=parts_for(Listeners(), scopes=("usergroups:write", "admin", "chat:write")))


async def test_two_processes_on_one_file_are_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    settings = settings_for(sandbox, tmp_path)
    upgrade_database(settings.baton_database_url)
    first = await Baton.start(settings, parts=parts_for(Listeners()), ticking=False)
    with pytest.raises(Refusal, match="Another Baton has it open"):
        await Baton.start(settings, parts=parts_for(Listeners()))
    await first.stop()


def test_invalid_setting_is_reported_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_HTTP_PORT", "xoxb-secret")
    with pytest.raises(SettingError, match="BATON_HTTP_PORT can't be used") as refusal:
        load_settings()
    assert "xoxb-secret" not in str(refusal.value)


async def test_doctor_reports_healthy_and_unhealthy_checks(sandbox: Sandbox, tmp_path: Path) -> None:
    settings = settings_for(sandbox, tmp_path)
    findings = await examine_setup(settings, scopes=("chat:write", "admin"), http=False)
    assert {finding.check: finding.well for finding in findings if finding.check != "sqlite"} == {
        "database": False,
        "token": True,
        "scopes": False,
        "socket": True,
        "clock": True,
    }
    upgrade_database(settings.baton_database_url)
    assert all(finding.well for finding in await examine_setup(settings, scopes=("chat:write",), http=False))
    assert not any(finding.mend for finding in findings if finding.well and finding.check != "sqlite")


async def test_next_start_completes_the_work_left_by_a_stop(scene: EdgeScene, tmp_path: Path) -> None:
    for number in range(20):
        await scene.ana.say(scene.channel, f"m{number}")
    await asyncio.sleep(0.1)
    began = time.monotonic()
    await scene.baton.stop()
    assert time.monotonic() - began < 9
    assert scene.baton._flights.under_way == 0
    scene.sandbox.delivery.retry_scale = 0
    again = await Baton.start(
        settings_for(scene.sandbox, tmp_path), now=scene.sandbox.clock.now, parts=parts_for(scene.listeners)
    )
    await scene.sandbox.delivery.wait_until_delivered()
    assert await again._flights.wait_until_done(within=5)
    assert sorted(set(scene.listeners.seen)) == sorted(f"m{number}" for number in range(20))
    assert len(scene.listeners.seen) == 20
    await again.stop()


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with start_rig(tmp_path, seed=3, channels=5) as started_rig:
        yield started_rig


async def test_sigterm_twice_under_load_ends_cleanly_within_ten_seconds(rig: Rig) -> None:
    await rig.boot()
    for number in range(100):
        await rig.send(f"slow {number}" if number % 5 == 0 else f"note {number}")
    process = rig.process
    assert process is not None
    await asyncio.sleep(0.3)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.2)
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    assert time.monotonic() - began < 10
    assert rig._column("SELECT count(*) FROM outbox WHERE state IN ('sending', 'unknown')") == [0]
    await rig.boot()
    assert await rig.settled(within=20)
    assert rig.figures().clean
    assert rig.figures().more["effects"] == 100


async def test_work_lost_in_a_crash_is_done_once_after_restart(rig: Rig) -> None:
    await rig.boot()
    await rig.send("slow one")
    await rig.send("deadly")
    for _ in range(3):
        assert rig.process is not None
        await rig.process.wait()
        await rig.spawn()
    assert await rig.settled(within=20)
    figures = rig.figures()
    assert figures.clean, figures
    assert (figures.parked, figures.more["effects"]) == (1, 1)


async def test_messages_sent_during_a_cut_connection_arrive(tmp_path: Path) -> None:
    async with start_scene(tmp_path, patience=SOON) as scene:
        scene.sandbox.delivery.retry_scale = 0.01
        await scene.sandbox.socket_mode.drop()
        await scene.ana.say(scene.channel, "hello")
        await scene.sandbox.socket_mode.wait_connected(5)
        await wait_until(lambda: bool(scene.listeners.seen))
        await scene.settle()
        assert scene.listeners.seen == ["hello"]


async def test_watchdog_replaces_a_stuck_connection(tmp_path: Path) -> None:
    async with start_scene(tmp_path, patience=SOON) as scene:
        connection = scene.baton._connection
        assert connection is not None
        connect = asyncio.create_task(_block_reconnect(scene))
        await wait_until(lambda: scene.baton.metrics.reconnects.labels("new_address")._value.get() > 0)
        await asyncio.wait_for(connect, 10)
        assert await connection.is_connected()
        await scene.ana.say(scene.channel, "hello")
        await scene.settle()
        assert scene.listeners.seen == ["hello"]


async def test_refused_handshake_costs_one_pause_each(tmp_path: Path) -> None:
    """A refusal uses the address up: each attempt asks for a new one, ten seconds apart at the real policy."""
    policy = ReconnectPolicy(check_interval=0.1, remedy_after=5, ping_interval=0.2)
    async with start_scene(tmp_path, patience=policy) as scene:
        scene.sandbox.faults.refused_handshakes = 3
        began = time.monotonic()
        await scene.sandbox.socket_mode.drop()
        await scene.sandbox.socket_mode.wait_connected(5)
        assert scene.sandbox.faults.refused_handshakes == 0
        # Four attempts and the pause in which the loss is noticed, with room for a busy machine; a remedy takes longer.
        assert time.monotonic() - began < 4
        await scene.ana.say(scene.channel, "hello")
        await scene.settle()
        assert scene.listeners.seen == ["hello"]


async def test_bot_gives_up_when_reconnecting_keeps_failing(tmp_path: Path) -> None:
    """Give up, so that the process is restarted from outside."""
    async with start_scene(tmp_path, patience=SOON) as scene:
        scene.sandbox.faults.add("apps.connections.open", "ok_false:internal_error", rate=1.0)
        await scene.sandbox.socket_mode.drop()
        await asyncio.wait_for(scene.baton.over.wait(), 15)
        assert scene.baton.gave_up


async def wait_until(true: Callable[[], bool], *, within: float = 10) -> None:
    """Wait until the condition is true."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "the condition never became true"
        await asyncio.sleep(0.02)


async def _block_reconnect(scene: EdgeScene) -> None:
    """Cut the connection and leave the client with an address that always answers 404."""
    assert scene.baton._connection
    assert scene.baton._connection._handler
    client = scene.baton._connection._handler.client
    client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
    client.wss_uri = f"{scene.sandbox.url.replace('http', 'ws')}/nothing"
    await client.connect()  # type: ignore[no-untyped-call]
