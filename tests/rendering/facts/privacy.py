"""Facts for the templates of privacy/ in the corpus."""

from tests.rendering.scenes import message

SCENES = (
    message("privacy/published", id="M-3", said="Sale of the firm"),
    message("privacy/published", id="R-2", said="the buyer walks away"),
)
