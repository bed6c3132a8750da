"""Exporting a program as the text of a plan file."""

import json

from rules.files import planfile
from rules.plan import Plan


def export_plan_file(plan: Plan) -> str:
    """Return the plan as the text of a plan file; reading it gives an equal plan."""
    return json.dumps(planfile.as_json(plan), ensure_ascii=False, indent=2) + "\n"
