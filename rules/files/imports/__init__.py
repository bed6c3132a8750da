"""Importing a program from plan files, tables (CSV, also from Jira) and MS Project XML: bytes in, values out.

Nothing is guessed where it would be saved: lines that can't be read are refused with their number. No storage, clock or
file paths in here.
"""

from rules.files.imports.imported import (
    MAX_FILE_BYTES,
    MAX_ROWS,
    ImportedPlan,
    Remark,
    UnreadRow,
    mark_past_done,
    settle_days,
)
from rules.files.imports.reading import read

__all__ = ["MAX_FILE_BYTES", "MAX_ROWS", "ImportedPlan", "Remark", "UnreadRow", "mark_past_done", "read", "settle_days"]
