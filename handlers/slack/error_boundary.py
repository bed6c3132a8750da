"""The wrapper around every listener: refusals become messages, unexpected errors an apology with a reference."""

import inspect
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from slack_bolt.kwargs_injection.async_args import AsyncArgs

import storage.queues.inbox
import templates
from handlers.common.deps import ClaimLostError, Deps
from handlers.common.slack_reads import SlackUnavailableError
from rules.refusal import AmbiguousInput, NotFound, Refusal

Listener = Callable[..., Awaitable[None]]
Reply = Callable[[Deps, dict[str, Any], templates.RenderedMessage], Awaitable[None]]
# How long a delivery waits for a Slack that does not answer look-ups; a person who waits gets an answer sooner.
EVENT_PATIENCE = timedelta(hours=1)
PERSON_PATIENCE = timedelta(seconds=20)
log = logging.getLogger("baton.handlers")


def wrap_event(listener: Listener) -> Listener:
    """Wrap an event listener: a failure is retried later (the inbox keeps the event); a refusal counts as handled."""

    names = tuple(inspect.signature(listener).parameters)

    async def run(args: AsyncArgs) -> None:
        deps: Deps = args.context["deps"]
        async with args.context["flight"]():
            try:
                await listener(**_requested_arguments(names, args))
                await deps.finish()
            except ClaimLostError:
                log.info("claim_lost")
            except Refusal:
                await deps.finish()
            except SlackUnavailableError as error:
                log.warning("event_postponed", extra={"error": str(error)})
                if not await deps.postpone(error=str(error), patience=EVENT_PATIENCE):
                    await _schedule_retry(deps, error)
            except Exception as error:
                log.exception("event_failed", extra={"reference": _new_reference()})
                await _schedule_retry(deps, error)

    return run


def wrap_interaction(listener: Listener, reply: Reply, *, answers_in_ack: bool = False) -> Listener:
    """Wrap the listener of a command, click or form: refusals and failures are answered in the same place.

    Slack is told at once that a delivery arrived, unless the listener says more in its acknowledgement: a turn in the
    conversation can take a second.
    """

    names = tuple(inspect.signature(listener).parameters)

    async def run(args: AsyncArgs) -> None:
        deps: Deps = args.context["deps"]
        if not answers_in_ack:
            await args.ack()
        async with args.context["flight"]():
            try:
                await listener(**_requested_arguments(names, args))
            except ClaimLostError:
                log.info("claim_lost")
                return
            except Refusal as refusal:
                await args.ack()
                await reply(deps, args.body, render_refusal(refusal))
            except Exception as error:
                await args.ack()
                if isinstance(error, SlackUnavailableError) and await deps.postpone(
                    error=str(error), patience=PERSON_PATIENCE
                ):
                    log.warning("interaction_postponed", extra={"error": str(error)})
                    return
                reference = _new_reference()
                log.exception("interaction_failed", extra={"reference": reference})
                apology = templates.render("common/apology", reference=reference, saved=deps.has_saved)
                await reply(deps, args.body, apology)
            await deps.finish()

    return run


def render_refusal(refusal: Refusal) -> templates.RenderedMessage:
    """Render a refusal in its three parts, with buttons if there are choices."""
    choices = refusal.choices if isinstance(refusal, AmbiguousInput) else ()
    message = templates.render("common/refusal", refusal=refusal, choices=choices)
    return replace(message, echo=isinstance(refusal, NotFound))


def _requested_arguments(names: Sequence[str], args: AsyncArgs) -> dict[str, Any]:
    return {name: args.context["deps"] if name == "deps" else getattr(args, name) for name in names}


async def _schedule_retry(deps: Deps, error: Exception) -> None:
    if deps.claim:
        await deps.write(
            storage.queues.inbox.fail,
            work_id=deps.claim.work_id,
            token=deps.claim.token,
            error=type(error).__name__,
            now=deps.now(),
            delay=timedelta(seconds=2),
        )


def _new_reference() -> str:
    return secrets.token_hex(4)
