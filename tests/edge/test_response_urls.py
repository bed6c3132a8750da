"""Answers go to Slack's own hooks and nowhere else (T18)."""

from types import SimpleNamespace

import pytest

from handlers.common import replies

TWELVE = [
    ("https://hooks.slack.com/commands/T1/2/x", True),
    ("https://hooks.slack.com/actions/T1/2/x", True),
    ("https://hooks.slack-gov.com/commands/T1/2/x", True),
    ("http://hooks.slack.com/commands/T1/2/x", False),
    ("https://hooks.slack.com.evil.example/commands/x", False),
    ("https://hooks.slack.com@evil.example/commands/x", False),
    ("https://evil.example/https://hooks.slack.com/", False),
    ("https://slack.com/commands/x", False),
    ("http://169.254.169.254/latest/meta-data", False),
    ("http://127.0.0.1:8080/commands/x", False),
    ("file:///etc/passwd", False),
    ("https://HOOKS.slack.com:8443/commands/x", False),
]


@pytest.mark.parametrize(("url", "allowed"), TWELVE)
def test_only_slacks_hooks_are_answered(url: str, allowed: bool) -> None:
    deps = SimpleNamespace(slack=SimpleNamespace(base_url="https://slack.com/api/"))
    assert replies._is_allowed_url(url, deps) is allowed  # type: ignore[arg-type]


@pytest.mark.parametrize(("url", "allowed"), [("http://127.0.0.1:9/x", True), ("http://10.0.0.1/x", False)])
def test_local_slack_is_answered_locally_only(url: str, allowed: bool) -> None:
    deps = SimpleNamespace(slack=SimpleNamespace(base_url="http://127.0.0.1:1/api/"))
    assert replies._is_allowed_url(url, deps) is allowed  # type: ignore[arg-type]
