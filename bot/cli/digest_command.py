"""`baton digest`: a program's digest or pack as text, as JSON, with pictures, as a PDF, or into its channels."""

import html
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import DATABASE_OPTION
from bot.cli.whole_files import write_whole
from rules.files.printable import printable_text

if TYPE_CHECKING:
    from sqlmodel import Session

    from handlers.digests.rendering import RenderedDigest
    from handlers.packs.rendering import RenderedPack
    from rules.digests.editions import EditionAudience


@click.command()
@click.argument("program")
@click.option(
    "--audience",
    type=click.Choice(["executive", "delivery"]),
    help="The voice; default: delivery, and with --send each channel's own.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the messages as Block Kit.")
@click.option(
    "--png", type=click.Path(file_okay=False, path_type=Path), help="Draw the timeline into this folder, as a picture."
)
@click.option("--send", is_flag=True, help="Queue this week's edition for its channels; Baton posts it when it runs.")
@click.option(
    "--rhythm",
    type=click.Choice(["weekly", "monthly", "quarterly", "annual"]),
    default="weekly",
    help="A week's digest (default), or the pack of a month, a quarter or a year.",
)
@click.option("--asof", "as_of", help="The day on which a pack ends, as 2026-09-30; default: the last whole period.")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write a pack as a PDF to this file.")
@DATABASE_OPTION
def command(program: str, audience: str | None, as_json: bool, png: Path | None, url: str, **asked: Any) -> None:
    """Print (and draw or send) the digest of PROGRAM, given by its id or name."""
    from bot.application import wall_clock
    from storage import exports

    options = _read_options(**asked)
    now = wall_clock()
    with exports.open_read_only(url) as session:
        team, id = _find_program(session, program)
        is_pack = options.rhythm != "weekly"
        voice = audience or "delivery"
        rendered = (
            _render_pack(session, team, id, voice, options, now)
            if is_pack
            else _render_digest(session, team, id, voice, now)
        )
        _print_digest(rendered, as_json=as_json)
        if png:
            click.echo(_draw_timeline(session, team, id, png, now), err=True)
    if options.send:
        click.echo(_queue_digest(url, team, id, audience, now), err=True)


@dataclass(frozen=True, slots=True)
class PackOptions:
    """The options of packs: their rhythm, the day on which they end, the file to write, and whether to send."""

    rhythm: str
    as_of: str | None
    pdf: Path | None
    send: bool


def _read_options(**asked: Any) -> PackOptions:
    """Check that the options go together."""
    from rules.refusal import Refusal

    options = PackOptions(**asked)
    if options.rhythm == "weekly" and (options.pdf or options.as_of):
        raise Refusal("Only a pack has a PDF or a day.", "", "Add `--rhythm monthly`, `quarterly` or `annual`.")
    if options.rhythm != "weekly" and options.send:
        raise Refusal("Packs aren't sent from here.", "", f"Use `/program pack send {options.rhythm}` in Slack.")
    return options


def _render_pack(
    session: "Session", team: str, program: str, audience: str, options: PackOptions, now: datetime
) -> "RenderedPack":
    """Render a pack, and write its PDF where one is wanted."""
    from handlers.packs import offline
    from rules.digests.editions import EditionAudience

    made = offline.make_pack(
        session,
        team=team,
        program=program,
        rhythm=options.rhythm,
        audience=EditionAudience(audience),
        as_of=options.as_of,
        now=now,
        with_file=options.pdf is not None,
    )
    if options.pdf:
        write_whole(options.pdf, made.paper)
        click.echo(f"The pack is in {options.pdf}.", err=True)
    return made.rendered


def _find_program(session: "Session", program: str) -> tuple[str, str]:
    """Return the workspace and id of the program, from whichever of the database's workspaces has it."""
    from rules.refusal import NotFound
    from storage import exports

    last_refusal: NotFound | None = None
    for team in exports.all_teams(session):
        try:
            return team, exports.choose_program(session, team=team, requested=program)
        except NotFound as refusal:
            last_refusal = refusal
    raise last_refusal or NotFound("There are no programs yet.", "", "Import one: `baton import plan.json`.")


def _render_digest(session: "Session", team: str, program: str, audience: str, now: datetime) -> "RenderedDigest":
    import storage.plan
    from handlers.digests import queries as digests_queries
    from handlers.digests import rendering
    from rules.digests.editions import EditionAudience
    from rules.time.working_time import local_day
    from rules.weeks import period_of

    today = local_day(storage.plan.program(session, team=team, id=program).zone, now)
    edition = digests_queries.build_edition(
        session, team=team, program=program, period=period_of(today), channel="", now=now
    )
    return rendering.render_edition(
        session, team=team, edition=edition, audience=EditionAudience(audience), marks=(), today=today
    )


def _print_digest(rendered: "RenderedDigest | RenderedPack", *, as_json: bool) -> None:
    messages = (rendered.top, *rendered.detail)
    if as_json:
        click.echo(json.dumps([{"text": m.text, "blocks": list(m.blocks)} for m in messages], ensure_ascii=False))
    else:
        click.echo(printable_text(html.unescape("\n\n".join(message.text for message in messages))))


def _draw_timeline(session: "Session", team: str, program: str, folder: Path, now: datetime) -> str:
    from handlers.risks.forecast import timeline_view
    from handlers.risks.queries import ViewRequest
    from rules.people import Person
    from rules.refusal import Failure
    from templates import pictures

    request = ViewRequest(Person(id="", team=team), program, "", now, public=True)
    picture = pictures.draw_now("timeline", **timeline_view(session, asked=request).facts["picture"])
    path = folder / f"{program}-timeline.png"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"I can't create the folder {folder}.", f"{error.strerror}.", "Name another one.") from None
    write_whole(path, picture.png)
    return f"The timeline is in {path}."


def _queue_digest(url: str, team: str, program: str, audience: str | None, now: datetime) -> str:
    from bot.offline import databases
    from rules.digests.editions import EditionAudience

    with databases.open_for_changes(url, instead="Use `/program digest send` in Slack, or stop it first.") as store:
        channels = store.transact_now(
            _queue_edition,
            team=team,
            program=program,
            audience=EditionAudience(audience) if audience else None,
            now=now,
        )
    if not channels:
        return "This week's edition is already out; nothing was queued."
    return f"Queued for {', '.join(channels)}; Baton posts it when it runs."


def _queue_edition(
    session: "Session", *, team: str, program: str, audience: "EditionAudience | None", now: datetime
) -> list[str]:
    """Queue the program's edition and return the names of the channels that will get it."""
    import storage.channels
    import storage.plan
    from handlers.digests import flows as digests_flows
    from rules.digests.slots import EditionSlot
    from rules.time.working_time import local_day
    from rules.weeks import period_of

    zone = storage.plan.program(session, team=team, id=program).zone
    slot = EditionSlot(period_of(local_day(zone, now)), now)
    ids = digests_flows.post_edition(
        session, team=team, program=program, slot=slot, now=now, audience=audience, by="command line"
    )
    known = [storage.channels.find_channel(session, team=team, id=id) for id in ids]
    return [f"#{channel.name}" if channel else id for channel, id in zip(known, ids, strict=True)]
