"""`baton manifest`: the manifest to paste into Slack's page for a new app."""

import json

import click

from bot.manifest import build_manifest
from bot.settings import load_settings


@click.command()
@click.option("--http", "url", metavar="URL", default="", help="The https address of /slack/events, for HTTP.")
def command(url: str) -> None:
    """Print the Slack app manifest (JSON) that fits the settings."""
    from handlers.routes import SURFACE

    if url and not url.startswith("https://"):
        raise click.BadParameter("Slack calls only https addresses.", param_hint="--http")
    click.echo(
        json.dumps(
            build_manifest(SURFACE, command=load_settings().baton_command, url=url), indent=2, ensure_ascii=False
        )
    )
