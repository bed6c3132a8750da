"""The risk matrix: open risks by probability and impact, with the largest exposures named below."""

from collections.abc import Sequence
from dataclasses import dataclass

from templates import filters
from templates.pictures.canvas import INK, MARGIN, MUTED, SMALL_SIZE, WIDTH, Canvas
from templates.pictures.layout import Sheet, one_line
from templates.pictures.widths import fit_name, words_width

LEFT, RIGHT, CELL_HEIGHT = 96.0, float(WIDTH - MARGIN), 62.0
# The upper ends of the rows in percent and of the columns in working days; the last column is open.
PROBABILITIES, IMPACTS = (20, 40, 60, 80, 100), (2, 5, 10, 20)
IMPACT_LABELS = ("0–2", "3–5", "6–10", "11–20", "over 20")
MAX_NAMED = 8
NAMED_IN_WORDS = 5
_PAINTS = ("#d5ebdf", "#d5ebdf", "#f8e9c5", "#f6d3a6", "#f0b3ae")


@dataclass(frozen=True, slots=True)
class MatrixRisk:
    """An open risk: probability in percent, impact and exposure in working days."""

    id: str
    text: str
    probability: int
    impact: int
    exposure: float


def lay_out(*, title: str, risks: Sequence[MatrixRisk], unrated: int = 0) -> Sheet:
    """Lay out rated risks, the largest exposure first; `unrated` ones have no place."""
    canvas, ordered = Canvas(), sorted(risks, key=lambda risk: (-risk.exposure, risk.id))
    top = canvas.head(title, _finding(ordered, unrated)) + 30
    canvas.write(MARGIN, top - 12, "Probability", bold=True, ink=MUTED)
    width = (RIGHT - LEFT) / len(IMPACT_LABELS)
    cells: dict[tuple[int, int], list[str]] = {}
    for risk in ordered:
        cells.setdefault(_cell_of(risk), []).append(risk.id)
    for row in range(len(PROBABILITIES)):
        y = top + (len(PROBABILITIES) - 1 - row) * CELL_HEIGHT
        low = PROBABILITIES[row - 1] if row else 0
        canvas.write(
            LEFT - 8, y + CELL_HEIGHT / 2 + 6, f"{low}–{PROBABILITIES[row]}%", size=15, anchor="end", ink=MUTED
        )
        for column in range(len(IMPACT_LABELS)):
            x = LEFT + column * width
            canvas.box(x + 1, y + 1, x + width - 1, y + CELL_HEIGHT - 1, _PAINTS[(row + column + 1) // 2])
            _write_ids(canvas, cells.get((row, column), []), x, y, width)
    bottom = top + len(PROBABILITIES) * CELL_HEIGHT
    for column, label in enumerate(IMPACT_LABELS):
        canvas.write(LEFT + (column + 0.5) * width, bottom + 23, label, anchor="middle", ink=MUTED)
    canvas.write((LEFT + RIGHT) / 2, bottom + 50, "Impact in days", bold=True, anchor="middle", ink=MUTED)
    return canvas.sheet(_name_largest(canvas, ordered, bottom + 88), _alt(title, ordered, unrated))


def _cell_of(risk: MatrixRisk) -> tuple[int, int]:
    row = next((number for number, end in enumerate(PROBABILITIES) if risk.probability <= end), len(PROBABILITIES) - 1)
    return row, next((number for number, end in enumerate(IMPACTS) if risk.impact <= end), len(IMPACTS))


def _write_ids(canvas: Canvas, ids: Sequence[str], x: float, y: float, width: float) -> None:
    """Write as many ids as two lines hold, and how many more there are."""
    lines: list[str] = [""]
    for number, id in enumerate(ids):
        rest = len(ids) - number - 1
        tail = f" +{rest}" if rest else ""
        line = f"{lines[-1]} {id}".strip()
        if words_width(line + (tail if len(lines) == 2 else ""), SMALL_SIZE) <= width - 12:
            lines[-1] = line
        elif len(lines) == 1:
            lines.append(id)
        else:
            lines[-1] = f"{lines[-1]} +{rest + 1}"
            break
    for number, line in enumerate(lines):
        middle = y + CELL_HEIGHT / 2 + 6 + (number - (len(lines) - 1) / 2) * 23
        canvas.write(x + width / 2, middle, line, anchor="middle", bold=True, room=width - 4)


def _name_largest(canvas: Canvas, ordered: Sequence[MatrixRisk], y: float) -> float:
    for risk in ordered[:MAX_NAMED]:
        note = f"{risk.probability}% × {risk.impact} = {_days(risk.exposure)}"
        taken = canvas.write(WIDTH - MARGIN, y, note, anchor="end", ink=MUTED)
        room = WIDTH - 2 * MARGIN - taken - 16
        canvas.write(MARGIN, y, fit_name(risk.text, risk.id, room, SMALL_SIZE), ink=INK, room=room)
        y += 27
    if len(ordered) > MAX_NAMED:
        canvas.write(MARGIN, y, f"{filters.count_noun(len(ordered) - MAX_NAMED, 'more risk')}", bold=True, ink=MUTED)
        y += 27
    return y - 27 if ordered else y - 60


def _days(days: float) -> str:
    return f"{days:.1f}".removesuffix(".0") + (" day" if days == 1 else " days")


def _finding(risks: Sequence[MatrixRisk], unrated: int) -> str:
    said = [f"{filters.count_noun(len(risks), 'open risk')}, together {_days(sum(risk.exposure for risk in risks))}"]
    said += [f"{unrated} without probability or impact"] if unrated else []
    return ", ".join(said) if risks or unrated else "no open risk"


def _alt(title: str, risks: Sequence[MatrixRisk], unrated: int) -> str:
    named = [
        f"{one_line(risk.text)} ({risk.id}) {risk.probability}% of {filters.count_noun(risk.impact, 'day')}"
        for risk in risks[:NAMED_IN_WORDS]
    ]
    largest = f". Largest: {'; '.join(named)}" if named else ""
    return f"{one_line(title)}: {_finding(risks, unrated)}{largest}."
