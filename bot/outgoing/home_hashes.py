"""Hashes of the Homes that Slack shows, so that a late copy of an old Home does not replace a newer one."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from storage.queues.outbox import ClaimedPost

HOME_METHOD = "views.publish"
MAX_HOMES = 10_000


class HomeHashes:
    """The hash of each person's Home as Slack last reported it to this process; without one, any Home is replaced."""

    def __init__(self) -> None:
        self._hashes: OrderedDict[str, str] = OrderedDict()

    def add_hash(self, post: ClaimedPost, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments of a call with the hash of the Home that it replaces, if that is known."""
        known = self._hashes.get(post.channel) if post.method == HOME_METHOD else None
        return {**arguments, "hash": known} if known else dict(arguments)

    def learn(self, post: ClaimedPost, answer: AsyncSlackResponse) -> None:
        """Remember the hash of a Home that was published."""
        view = answer.get("view") if post.method == HOME_METHOD else None
        if isinstance(view, dict) and isinstance(view.get("hash"), str):
            self._hashes[post.channel] = view["hash"]
            if len(self._hashes) > MAX_HOMES:
                self._hashes.popitem(last=False)

    def forget(self, post: ClaimedPost) -> None:
        """Forget a person's Home after a call that failed: what Slack shows now is unknown."""
        if post.method == HOME_METHOD:
            self._hashes.pop(post.channel, None)
