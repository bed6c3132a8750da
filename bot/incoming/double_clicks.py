"""Double clicks: the second click on a button of a message counts as a copy of the first."""

from collections import OrderedDict

from bot.incoming.shapes import Body

DOUBLE_CLICK_SECONDS = 1.0
MAX_REMEMBERED_CLICKS = 1_000


class DoubleClicks:
    """The latest click of each person on each button, by the times that Slack gives them."""

    def __init__(self) -> None:
        self._latest: OrderedDict[tuple[object, ...], tuple[float, str]] = OrderedDict()

    def first_key(self, body: Body, key: str) -> str:
        """Return the key of the click that this one repeats; its own key if it repeats none."""
        button = _pressed_button(body)
        if button is None:
            return key
        at, first = self._latest.get(button, (0.0, key))
        clicked_at = _seconds(body["actions"][0].get("action_ts"))
        if 0 <= clicked_at - at < DOUBLE_CLICK_SECONDS:
            return first
        self._latest[button] = (clicked_at, key)
        if len(self._latest) > MAX_REMEMBERED_CLICKS:
            self._latest.popitem(last=False)
        return key


def _pressed_button(body: Body) -> tuple[object, ...] | None:
    """Return who pressed which button of which message; None for other deliveries, and buttons of forms and Home."""
    if body.get("type") != "block_actions" or body["actions"][0].get("type") != "button":
        return None
    action, container = body["actions"][0], body.get("container") or {}
    if not container.get("message_ts"):
        return None
    user = (body.get("user") or {}).get("id")
    return user, container.get("channel_id"), container["message_ts"], action["action_id"], action.get("value")


def _seconds(stamp: str | None) -> float:
    try:
        return float(stamp or 0)
    except ValueError:
        return 0.0
