"""Filling in and submitting a modal: Slack's own checks, and its handling of the app's answer."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox import payloads
from sandbox.delivery import NotAcknowledgedError
from sandbox.methods import ApiError
from sandbox.modals import clear_views, close_view, push_view, update_view
from sandbox.model import Json, View
from sandbox.platform import Platform
from sandbox.targets import NotPossibleError
from sandbox.view_check import refuse_view
from sandbox.view_state import chosen_state, interactive_elements, value_key

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class ModalForm:
    """One person's open modal."""

    def __init__(self, platform: Platform, view: View) -> None:
        self.platform = platform
        self.view = view

    async def submit(self, values: Mapping[str, Any]) -> dict[str, str] | None:
        """Submit the form; return the errors by block, or None when the app accepted it."""
        self.fill(values)
        errors = self.client_errors()
        if errors:
            return errors
        answer = await self.platform.delivery.ask("interactive", payloads.view_submission(self.platform, self.view))
        return self._apply_answer(answer)

    async def cancel(self, *, clear: bool) -> None:
        """Close it; the app is notified if it asked to be."""
        wants_notice = bool(self.view.body.get("notify_on_close"))
        payload = payloads.view_closed(self.platform, self.view, cleared=clear)
        if clear:
            clear_views(self.platform, self.view.user)
        else:
            close_view(self.platform, self.view)
        if wants_notice:
            await self.platform.delivery.ask("interactive", payload)

    def fill(self, values: Mapping[str, Any]) -> None:
        """Put values into the fields; naming a field that does not exist is an error."""
        remaining = dict(values)
        for block, element in interactive_elements(self.view.body["blocks"]):
            action = element["action_id"]
            value = remaining.pop(block["block_id"], remaining.pop(action, None))
            if isinstance(value, Mapping) and action in value:
                value = value[action]
            if value is None or block["block_id"] not in self.view.values:
                continue
            try:
                self.view.values[block["block_id"]][action] = chosen_state(element, value)
            except LookupError as error:
                raise NotPossibleError(str(error)) from None
        if remaining:
            raise NotPossibleError(f"the form has no field {', '.join(sorted(remaining))}")

    def client_errors(self) -> dict[str, str]:
        """Return the errors that Slack's own window shows before the app gets the form."""
        errors = {}
        for block, element in interactive_elements(self.view.body["blocks"]):
            if block["type"] != "input":
                continue
            state = self.view.values[block["block_id"]][element["action_id"]]
            value = state.get(value_key(element))
            complaint = _value_complaint(element, value) if value not in (None, "", []) else ""
            if value in (None, "", []) and not block.get("optional"):
                complaint = "Please complete this required field."
            if complaint:
                errors[block["block_id"]] = complaint
        return errors

    def _apply_answer(self, answer: Any) -> dict[str, str] | None:
        if not answer:
            close_view(self.platform, self.view)
            return None
        action = answer.get("response_action") if isinstance(answer, dict) else None
        if action == "errors":
            return self._app_errors(answer.get("errors"))
        if action == "clear":
            clear_views(self.platform, self.view.user)
            return None
        if action not in ("update", "push"):
            raise NotAcknowledgedError("invalid_response")
        try:
            body = refuse_view(answer.get("view"), "modal", self.platform.workspace.ready_files())
            if action == "update":
                update_view(self.platform, self.view, body)
            else:
                push_view(self.platform, self.view.user, body)
        except ApiError as refusal:
            raise NotAcknowledgedError(f"{refusal.error} {refusal.facts}") from None
        return None

    def _app_errors(self, given: Any) -> dict[str, str]:
        """Return the app's errors; each must name an input block of this view, else Slack shows a general error."""
        inputs = {block["block_id"] for block in self.view.body["blocks"] if block["type"] == "input"}
        if not isinstance(given, dict) or not given or not set(given) <= inputs:
            raise NotAcknowledgedError("errors must name input blocks of the view")
        if not all(isinstance(text, str) and 0 < len(text) <= 2000 for text in given.values()):
            raise NotAcknowledgedError("errors must be texts")
        return dict(given)


def _value_complaint(element: Json, value: Any) -> str:
    kind = element["type"]
    if kind == "plain_text_input":
        return _length_complaint(element, str(value))
    if kind == "email_text_input" and not _EMAIL.fullmatch(str(value)):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+", str(value)):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _number_complaint(element, str(value))
    return ""


def _length_complaint(element: Json, value: str) -> str:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < low:
        return f"Please enter at least {low} characters."
    return f"Please enter at most {high} characters." if len(value) > high else ""


def _number_complaint(element: Json, value: str) -> str:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a number." if element["is_decimal_allowed"] else "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return ""
