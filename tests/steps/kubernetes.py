"""The timeline of Kubernetes 1.33, and the milestones used in conversations about it."""

from datetime import UTC, datetime

from tests.datasets import DATA

TIMELINE = DATA / "kubernetes-1.33.csv"
CODE_FREEZE = "M-17"
BURNDOWN = "M-18"
DOCS_FREEZE = "M-29"
FIRST_CANDIDATE = "M-30"
TENTH_OF_MARCH = datetime(2025, 3, 10, 9, 0, tzinfo=UTC)
# 08:59 in Berlin, where the lead is.
JUST_BEFORE = datetime(2025, 3, 17, 7, 59, tzinfo=UTC)
