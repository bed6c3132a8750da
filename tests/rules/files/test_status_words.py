"""Words of statuses in several languages, with emoji, reasons and reservations."""

import pytest

from rules.files.imports.tables.statuses import read_status

DONE = (
    *(
        "Done",
        "✅ Done",
        "Done ✔",
        "5. Done",
        "[x] ready",
        "DONE",
        "Done!",
        "✅",
        "Shipped",
        "Shipped to customers",
        "Live",
    ),
    *(
        "Completed (late)",
        "Completed on time",
        "Closed",
        "Closed (Resolved)",
        "RESOLVED FIXED",
        "Released in 1.2",
        "Released v2.1",
    ),
    *(
        "Now live",
        "Fully delivered",
        "Done and dusted",
        "TK_Complete",
        "Closed Won",
        "Signed off",
        "Merged",
        "100%",
        "Yes",
    ),
    *(
        "Abgeschlossen",
        "Erledigt am 3. März",
        "Fertig",
        "Gelöst",
        "Geschlossen",
        "Terminé",
        "Terminé(e)",
        "Fait",
        "Clôturé",
    ),
    *(
        "Listo",
        "Hecho",
        "Finalizada",
        "Concluído",
        "Concluída",
        "Feito",
        "Completato",
        "Voltooid",
        "完了",
        "Done: all good",
    ),
)
CANCELLED = (
    *(
        "Cancelled",
        "🚫 Canceled",
        "Won’t Do",
        "Won't fix",
        "Closed - Won't Fix",
        "RESOLVED WONTFIX",
        "NOT_PLANNED",
        "Removed",
    ),
    *(
        "Rejected by board",
        "Abgelehnt",
        "Wird nicht erledigt",
        "Abgebrochen",
        "Annulé",
        "Abandonné",
        "Cancelado",
        "No se hará",
    ),
    *("Rejeitado", "Descoped", "Cannot Reproduce", "Declined", "Obsolete"),
)
DUPLICATE = (
    "Duplicate",
    "Closed: Duplicate",
    "Closed as duplicate",
    "Duplicate of AB-3",
    "Duplikat",
    "Doublon",
    "Duplicado",
)
OPEN = (
    *(
        "To Do",
        "In Progress",
        "Not done",
        "Undone",
        "Not complete",
        "Almost done",
        "To be done",
        "50% complete",
        "Complete 50%",
    ),
    *(
        "Done pending review",
        "Done, pending review",
        "Done: 3 of 5",
        "Ready for release",
        "Closed beta",
        "Live testing",
    ),
    *(
        "🟢 On track",
        "Working on it",
        "Stuck",
        "[ ]",
        "Reopened",
        "Approved",
        "Nicht erledigt",
        "nicht fertig",
        "En cours",
    ),
    *(
        "Pas terminé",
        "En curso",
        "No completado",
        "Em andamento",
        "Não concluído",
        "Completed phase 1",
        "Backlog",
        "未完了",
    ),
)


@pytest.mark.parametrize(
    ("state", "words"), [("done", DONE), ("cancelled", CANCELLED), ("duplicate", DUPLICATE), ("open", OPEN)]
)
def test_statuses_are_told_apart(state: str, words: tuple[str, ...]) -> None:
    read = {word: read_status(word).value for word in words}
    assert {word: found for word, found in read.items() if found != state} == {}


def test_long_cell_is_no_status() -> None:
    assert read_status("done " * 100).value == "open"
    assert read_status("").value == "unknown"
