"""Files that bring a program in: plan files, tables (CSV, also Jira's) and MS Project's XML; bytes in, values out.

Nothing is guessed where it would be written down: what cannot be read is refused with its line. Never enters: the
store, the clock, a file's path.
"""

from rules.files.imports.imported import MAX_FILE_BYTES, MAX_ROWS, ImportedPlan, mark_past_done
from rules.files.imports.reading import read

__all__ = ["MAX_FILE_BYTES", "MAX_ROWS", "ImportedPlan", "mark_past_done", "read"]
