"""The commands `follow`, `unfollow`, `mute`, `unmute` and `settings`, and the daily delivery of held messages."""

import asyncio
from zoneinfo import available_timezones

import templates
from handlers.common import forms, parsing, public_holidays
from handlers.common.commands import ALL_ROLES, Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission
from handlers.preferences import program_listeners
from handlers.preferences.following import follow_subject, mute_subject, stop_following_or_muting, unmute
from handlers.preferences.settings import change_setting, personal_settings, save_settings_form
from rules.people import Person
from rules.time.working_time import WorkTime
from templates import RenderedMessage


async def follow_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `follow PRG-1 delivery only when red`; without a name, follow what this channel serves."""
    followed = await deps.commit(follow_subject, person=call.person, text=call.text, channel=call.channel, now=call.now)
    return templates.render("preferences/followed", name=followed.name, follow=followed.follow)


async def on_follow_choice(click: Click, deps: Deps) -> RenderedMessage:
    """Handle the menus under what a person follows: another voice, or another colour from which on it is told."""
    followed = await deps.commit(
        follow_subject, person=click.person, text=click.value, channel=click.channel, now=click.now
    )
    return templates.render("preferences/followed", name=followed.name, follow=followed.follow)


async def on_follow(click: Click, deps: Deps) -> None:
    """Handle *Follow* on Home, which then shows what was followed."""
    await deps.commit(follow_subject, person=click.person, text=click.value, channel="", now=click.now)


async def unfollow_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    name = await deps.commit(
        stop_following_or_muting, person=call.person, text=call.text, channel=call.channel, mute=False, now=call.now
    )
    return templates.render("preferences/following", said=f"You no longer follow {name}.")


async def mute_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `mute PRJ-7 3d`; `mute all` mutes everything, `mute` alone asks what to mute."""
    muted = await deps.commit(mute_subject, person=call.person, text=call.text, channel=call.channel, now=call.now)
    subject, name, until = muted
    return templates.render(
        "preferences/muted", subject=subject, name=name, until=until, zone=call.person.zone, today=call.today
    )


async def unmute_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    name = await deps.commit(unmute, person=call.person, text=call.text, channel=call.channel, now=call.now)
    return templates.render("preferences/following", said=f"Unmuted {name}.")


async def settings_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `settings`, `settings zone Europe/Berlin`, `settings hours 8-16 mon-thu` and `settings PRG-1`."""
    if (parsing.parse_id(call.text.partition(" ")[0]) or "").startswith("PRG-"):
        return await program_listeners.run(call, deps)
    verb, _, value = call.text.partition(" ")
    if verb:
        await deps.commit(change_setting, person=call.person, verb=verb.casefold(), value=value.strip(), now=call.now)
    current_settings = await deps.read(personal_settings, person=call.person, now=call.now)
    return templates.render("preferences/settings", settings=current_settings, command=deps.command)


async def on_open(click: Click, deps: Deps) -> None:
    """Handle *Change* under the settings: open the form."""
    current_settings = await deps.read(personal_settings, person=click.person, now=click.now)
    view = templates.render_view(
        "preferences/settings_form",
        settings=current_settings,
        standard=WorkTime(),
        country_label=public_holidays.country_label(current_settings.chosen.country or ""),
    )
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def suggest_zones(person: Person, text: str, deps: Deps) -> tuple[tuple[str, str], ...]:
    """Return the time zones whose name has what was typed; at first, the one of Slack."""
    words = text.strip().casefold().replace(" ", "_")
    zones = sorted(zone for zone in available_timezones() if "/" in zone and words in zone.casefold())
    return (("auto", "As in Slack"), *((zone, zone.replace("_", " ")) for zone in zones))


async def suggest_countries(person: Person, text: str, deps: Deps) -> tuple[tuple[str, str], ...]:
    """Return the countries, and the parts of one, that fit what was typed."""
    return (("auto", "As in your program"), *await asyncio.to_thread(public_holidays.find_countries, text))


async def on_form(form: FormSubmission, deps: Deps) -> None:
    """Save the settings form; errors are shown beside their field, and then nothing is saved."""
    await deps.commit(save_settings_form, person=form.person, values=form.values, now=form.now)


COMMANDS = (
    Command(
        "follow",
        "follow [PRG-1|PRJ-7|M-42] [executive|delivery|no digest] [only when amber|red]",
        "Follow a program, project or milestone on your Home and in your own digest on Mondays.",
        follow_command,
        ALL_ROLES,
        ("follow PRG-1", "follow PRG-1 delivery only when red"),
    ),
    Command(
        "unfollow",
        "unfollow PRG-1",
        "Stop following a program, project or milestone.",
        unfollow_command,
        ALL_ROLES,
        ("unfollow PRG-1",),
    ),
    Command(
        "mute",
        "mute PRG-1|PRJ-7|M-42|all [3d]",
        "Mute direct messages about something for hours (4h), days (3d), weeks (2w) or until you unmute it.",
        mute_command,
        ALL_ROLES,
        ("mute PRJ-1 3d", "mute all 4h"),
    ),
    Command(
        "unmute",
        "unmute [PRG-1|all]",
        "Get direct messages about something again.",
        unmute_command,
        ALL_ROLES,
        ("unmute PRJ-1",),
    ),
    Command(
        "settings",
        "settings [zone Europe/Berlin | hours 8:00-16:30 | days mon-thu | country DE | noise 10 | PRG-1]",
        "Show or change your time zone, hours, holidays and message limit, or a program's settings.",
        settings_command,
        ALL_ROLES,
        (
            "settings",
            "settings zone Europe/Berlin",
            "settings hours 7-15 mon-thu",
            "settings country DE",
            "settings noise 10",
            "settings PRG-1 currency EUR",
        ),
    ),
)
CLICKS = {"settings_open": on_open, "follow": on_follow, "follow_choice": on_follow_choice, **program_listeners.CLICKS}
FORMS = {"settings": on_form, **program_listeners.FORMS}
MENUS = {"find_zone": suggest_zones, "find_country": suggest_countries}
