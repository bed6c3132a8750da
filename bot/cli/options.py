"""Options that several commands share."""

import click


def _database_url(_: click.Context, __: click.Parameter, given: str | None) -> str:
    """Return the given URL, else the one of the settings, which the bot itself uses."""
    if given is not None:
        return given
    from bot.settings import load_settings

    return load_settings().baton_database_url


DATABASE_OPTION = click.option(
    "--database",
    "url",
    callback=_database_url,
    metavar="URL",
    help="sqlite:///path or postgresql://user@host/name; default: BATON_DATABASE_URL (environment or .env).",
)
