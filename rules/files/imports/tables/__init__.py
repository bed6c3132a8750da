"""Reading tables: CSV and Excel sheets, from spreadsheets, trackers and planners, or a release calendar."""

from rules.files.imports.tables.reading import read_rows, read_table
from rules.files.imports.tables.rows import split_rows
from rules.files.imports.tables.workbook import ZIP_MARK, read_workbook

__all__ = ["ZIP_MARK", "read_rows", "read_table", "read_workbook", "split_rows"]
