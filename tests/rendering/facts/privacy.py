"""What the templates of privacy/ are given in the corpus."""

from tests.rendering.scenes import message

SCENES = (
    message("privacy/published", id="M-3", said="Sale of the firm"),
    message("privacy/published", id="R-2", said="the buyer walks away"),
)
