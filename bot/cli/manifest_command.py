"""`baton manifest`: the manifest to paste into Slack's page for a new app."""

import json
from urllib.parse import urlsplit

import click

from bot.manifest import build_manifest
from bot.settings import load_settings


@click.command()
@click.option("--http", "url", metavar="URL", default="", help="The https address of /slack/events, for HTTP.")
def command(url: str) -> None:
    """Print the Slack app manifest (JSON) that fits the settings."""
    from handlers.routes import SURFACE

    if url and not _is_callable_address(url):
        raise click.BadParameter(
            "Give the whole address that Slack can call: https://baton.example.org/slack/events.", param_hint="--http"
        )
    click.echo(
        json.dumps(
            build_manifest(SURFACE, command=load_settings().baton_command, url=url), indent=2, ensure_ascii=False
        )
    )


def _is_callable_address(url: str) -> bool:
    try:
        address = urlsplit(url)
        return address.scheme == "https" and "." in (address.hostname or "") and address.port != 0
    except ValueError:
        return False
