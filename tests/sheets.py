"""Excel sheets as bytes, for what imports them."""

from io import BytesIO

import openpyxl


def sheet_bytes(*rows: list[object], percent: str = "") -> bytes:
    """Return a workbook with a cover and a plan; `percent` names cells that are shown as percentages."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Mobile launch", "confidential"])
    plan = book.create_sheet("Plan")
    for row in rows:
        plan.append(row)
    for cell in percent.split():
        plan[cell].number_format = "0%"
    content = BytesIO()
    book.save(content)
    return content.getvalue()
