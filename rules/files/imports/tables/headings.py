"""The headings of a table's columns and their meanings, as trackers, planners and people write them.

Headings are compared without case, accents and separators: "StartDate", "Start_Date" and "Start date" are one word. So
are the words below written. Of several headings of one meaning the first in the list is preferred.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

HEADING_WORDS: Mapping[str, tuple[str, ...]] = {
    "id": (
        *("milestone id", "issue key", "work item key", "key", "vorgangsschlussel", "schlussel", "cle de ticket"),
        *("cle", "clave de incidencia", "clave", "chave da item", "chave", "activity id", "card id", "task id"),
        *("work item id", "item id", "task code", "id", "iid", "issue id", "vorgangs id", "id de ticket", "row id"),
        *("id de la incidencia", "unique id", "uid", "eindeutige nr", "nr", "nummer", "no", "n", "numero", "number"),
        *("num", "#", "row", "row number", "task custom id", "identifier", "kennung", "wbs", "psp code", "psp"),
        *("outline number", "wbs code", "gliederungsnummer"),
    ),
    "uid": ("unique id", "uid", "eindeutige nr", "numero unique", "id unico", "uuid"),
    "name": (
        *("what", "milestone name", "name", "task name", "task", "summary", "title", "subject", "card name", "card"),
        *("item name", "item", "issue title", "issue", "work item", "story", "activity name", "activity", "feature"),
        *("vorgangsname", "zusammenfassung", "aufgabenname", "aufgabe", "vorgang", "titel", "bezeichnung", "thema"),
        *("nom de la tache", "resume", "nom", "tache", "titre", "intitule", "sujet", "libelle"),
        *("nombre de tarea", "nombre de la tarea", "resumen", "nombre", "tarea", "titulo", "asunto"),
        *("nome da tarefa", "resumo", "nome", "tarefa", "assunto", "nome attivita", "riepilogo", "attivita"),
        *("quoi", "タスク", "タスク名", "件名", "名前", "taaknaam", "naam", "taak", "samenvatting", "onderwerp"),
        *("milestone", "meilenstein", "jalon", "hito", "marco", "mijlpaal", "deliverable", "event", "description"),
    ),
    "who": (
        *("who", "owner", "milestone owner", "assignee", "assignees", "assigned to", "assigned", "assign"),
        *("responsible", "accountable", "person", "people", "members", "member", "lead", "coordinator", "role"),
        *("resource names", "resource", "resources", "dri", "driver", "team", "bearbeiter", "zugewiesene person"),
        *(
            "wer",
            "qui",
            "quien",
            "quem",
            "担当者",
            "担当",
            "zugewiesen an",
            "zustandig",
            "verantwortlich",
            "verantwortlicher",
            "ressourcennamen",
        ),
        *("personne assignee", "responsable", "attribue a", "assigne a", "noms ressources", "nom des ressources"),
        *("persona asignada", "asignado a", "asignado", "nombres de los recursos", "responsavel", "atribuido a"),
        *("nomes dos recursos", "toegewezen aan", "verantwoordelijke", "assegnatario", "assignee email"),
    ),
    "date": (
        *("date", "due date", "due", "finish", "finish date", "end", "end date", "target date", "target", "due on"),
        *("due at", "due by", "date due", "planned date", "planned finish", "planned end", "target finish"),
        *("target end", "delivery date", "milestone date", "timeline end", "timeline", "date range", "dates"),
        *("ende", "enddatum", "fertig stellen", "fertigstellen", "falligkeitsdatum", "faelligkeitsdatum", "fallig"),
        *("fallig am", "abgabetermin", "endtermin", "termin", "datum", "fin", "date de fin", "date d echeance"),
        *("echeance", "date limite", "fecha de vencimiento", "vencimiento", "fecha limite", "fecha de fin"),
        *("fecha de finalizacion", "fecha fin", "fecha", "data de vencimento", "vencimento", "data de entrega"),
        *("data de termino", "termino", "prazo", "data limite", "data", "scadenza", "fine", "data di fine"),
        *("einddatum", "vervaldatum", "eind", "einde", "release date", "launch date", "go live date", "go live"),
        *("abgabedatum", "bis wann", "plan finish", "plan end", "planned end date", "planned finish date", "plan date"),
        *("planned completion", "target completion date", "target completion", "completion target", "planned due"),
        *("due date time", "期限", "期日", "終了日", "完了予定日"),
        *("deadline", "stichtag", "eta", "due date text", "due date unix"),
    ),
    "when": ("when", "timing", "wann", "quand", "cuando", "quando"),
    "start": (
        *("start", "start date", "begin", "begins", "begin date", "planned start", "target start", "timeline start"),
        *("date start", "anfang", "beginn", "startdatum", "anfangsdatum", "debut", "date de debut", "comienzo"),
        *("inicio", "fecha de inicio", "fecha de comienzo", "fecha inicio", "data de inicio", "inizio"),
        *(
            "開始日",
            "plan start",
            "planned start date",
            "von",
            "data di inizio",
            "begindatum",
            "start date unix",
            "start date text",
        ),
    ),
    "project": (
        *("project", "project name", "workstream", "stream", "project key", "epic", "area", "projects", "epic name"),
        *("team project", "initiative", "projektname", "projekt", "projektschlussel", "nom du projet", "projet"),
        *("nombre del proyecto", "proyecto", "nome do projeto", "projeto", "progetto", "board name", "area path"),
        *("folder name", "list name", "bucket name", "bucket", "phase"),
    ),
    "baseline": (
        *("baseline", "baseline date", "baseline finish", "original date", "approved date", "bl1 finish"),
        *("baseline end", "baseline1 finish", "bl finish", "bl project finish", "geplantes ende", "fin planifiee"),
        *("basisplan ende", "fin de linea base", "fin previsto"),
    ),
    "committed": ("committed", "committed date", "promised", "commitment", "zugesagt", "promised date"),
    "forecast": (
        *("forecast", "forecast date", "expected", "expected date", "revised date", "current date", "new date"),
        *("prognose", "date prevue", "fecha prevista", "data prevista", "forecast finish", "estimated finish"),
    ),
    "actual": (
        *("actual", "actual date", "actual finish", "done on", "completed on", "resolved", "resolution date"),
        *("completed at", "completed date", "completion date", "date completed", "date done", "closed at"),
        *("closed date", "closed on", "date closed", "closed", "resolved at", "finished at", "finished on"),
        *(
            "resolved date",
            "actual end",
            "done date",
            "merged at",
            "shipped on",
            "erledigt am",
            "gelost",
            "abgeschlossen am",
        ),
        *(
            "tatsachliches ende",
            "ist ende",
            "resolu",
            "resolue",
            "resolu e",
            "date de resolution",
            "fin reelle",
            "termine le",
        ),
        *("resuelta", "resuelto", "fecha de resolucion", "fin real", "fecha de cierre", "resolvido"),
        *("data de resolucao", "termino real", "data de conclusao", "date resolved"),
    ),
    "finished": (
        *("done", "completed", "complete", "finished", "due complete", "is done", "is completed", "erledigt"),
        *("abgeschlossen", "fertig", "termine", "fait", "hecho", "completado", "completada", "terminado"),
        *("concluido", "concluida", "feito", "completato", "klaar"),
    ),
    "cancelled": ("canceled", "cancelled", "canceled at", "cancelled at", "canceled date", "cancelled date"),
    "percent": (
        *("percent", "percent complete", "% complete", "% done", "progress", "%", "percent done", "progress %"),
        *("percentage complete", "completion", "% completion", "activity % complete", "physical % complete"),
        *("duration % complete", "complete %", "% progress", "fortschritt", "% abgeschlossen", "% erledigt"),
        *("avancement", "% acheve", "% realise", "% completado", "progreso", "avance", "% concluida", "% concluido"),
        *("progresso", "% completamento", "voortgang", "% voltooid", "% work complete"),
    ),
    "duration": (
        *("duration", "days", "working days", "effort", "original duration", "planned duration", "dauer", "duree"),
        *("duracion", "duracao", "durata", "duur", "at completion duration", "duration days", "duration hours"),
        *("duration in days", "work days", "arbeitstage"),
    ),
    "status": (
        *("status", "state", "issue status", "status category", "task status", "activity status", "status code"),
        *("progress status", "statuskategorie", "zustand", "etat", "statut", "estado", "situacao", "stato", "staat"),
        *("ステータス", "状態", "workflow state", "categorie d etat", "categoria de estado"),
    ),
    # Read as a status where the table has none.
    "list": ("list name", "list", "column", "board column", "stage", "lane", "kanban column", "liste"),
    "resolution": (
        *("resolution", "losung", "resolucion", "resolucao", "risoluzione", "state reason", "closed reason"),
        *("close reason", "reason closed"),
    ),
    "waits_for": (
        *("waits for", "depends on", "dependencies", "predecessors", "blocked by", "needs", "predecessor"),
        *("dependency", "dependent on", "is blocked by", "requires", "follows", "predecessor details", "vorganger"),
        *("unique id predecessors", "wbs predecessors", "abhangig von", "abhangigkeiten", "blockiert durch"),
        *("predecesseurs", "predecesseur", "dependances", "depend de", "bloque par", "predecesoras"),
        *("predecesores", "predecesora", "dependencias", "depende de", "bloqueado por", "bloqueada por"),
        *("predecessoras", "predecessora", "predecessori", "voorgangers"),
    ),
    "needed_by": (
        *("needed by", "blocking", "blocks", "is blocking", "successors", "successor", "precedes", "required by"),
        *("successor details", "nachfolger", "blockiert", "successeurs", "bloque", "sucesoras", "sucesores"),
        *("bloquea", "sucessoras", "bloqueia"),
    ),
    "relations": ("related issues", "relations", "linked issues"),
    "aliases": ("aliases", "also called", "alias"),
    "not_before": ("not before", "start no earlier than", "earliest start"),
    "optimistic": ("optimistic", "optimistic duration"),
    "pessimistic": ("pessimistic", "pessimistic duration"),
    "outline_number": ("outline number", "wbs", "gliederungsnummer", "psp code", "numero hierarchique", "edt"),
    "outline": ("outline level", "gliederungsebene", "niveau hierarchique", "nivel de esquema", "hierarchy level"),
}
# Meanings of which every column counts; of the others, a second column fills the gaps of the first.
REPEATED = frozenset(
    {"status", "resolution", "waits_for", "needed_by", "relations", "finished", "cancelled", "aliases"}
)
# Only the first rows are searched for headings.
MAX_HEADING_ROWS = 20
MAX_HEADING_LENGTH = 120
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEPARATORS = re.compile(r"[\s_\-–—./\\:*?!,;'’`\"“”&]+")
_CUSTOM_FIELD = re.compile(
    r"(?:custom field|benutzerdefiniertes feld|champs personnalise|campo personalizado) \((.+)\)"
)
_NUMBERED = re.compile(r"(title|titel) \d")
_UNIT = re.compile(r"(.*?) ?\(([^()]*)\)")
# Jira: the direction of a link, and its kind in parentheses.
_INWARD = re.compile(r"\b(?:inward|eingehend\w*|entrants?|entrantes?|entrada|in ?entrata)\b")
_OUTWARD = re.compile(r"\b(?:outward|ausgehend\w*|sortants?|salientes?|saida|in ?uscita)\b")
_BLOCKING_KIND = re.compile(r"block|bloque|bloqu|finish.to.start|finish start|end.to.start|preced")
_DEPENDING_KIND = re.compile(r"depend|abhang")


@lru_cache(maxsize=4096)
def normalise(cell: str) -> str:
    """Return a heading in the form of the list above; a unit in parentheses stays."""
    text = _CAMEL.sub(" ", cell.strip().removeprefix("(*)"))
    text = unicodedata.normalize("NFKD", text[:200])
    text = "".join(character for character in text if not unicodedata.combining(character)).casefold()
    text = _SEPARATORS.sub(" ", text).strip()
    if match := _CUSTOM_FIELD.fullmatch(text):
        text = match[1]
    if match := _NUMBERED.fullmatch(text):
        text = match[1]
    return text


def unit_of(heading: str) -> str:
    """Return what a heading has in parentheses, like "h" of "Duration (h)"."""
    match = _UNIT.fullmatch(normalise(heading))
    return match[2].strip() if match else ""


@lru_cache(maxsize=4096)
def meanings_of(cell: str) -> tuple[tuple[str, int], ...]:
    """Return the meanings that a heading may have, each with its rank."""
    heading = normalise(cell)
    if link := _link_meaning(heading):
        return ((link, 0),)
    bare = match[1].strip() if (match := _UNIT.fullmatch(heading)) else heading
    return _RANKS.get(heading) or _RANKS.get(bare) or _JOINED.get(bare, ())


def _link_meaning(heading: str) -> str:
    match = _UNIT.fullmatch(heading)
    if not match:
        return ""
    is_inward, is_outward = bool(_INWARD.search(match[1])), bool(_OUTWARD.search(match[1]))
    if is_inward == is_outward:
        return ""
    if _BLOCKING_KIND.search(match[2]):
        return "waits_for" if is_inward else "needed_by"
    if _DEPENDING_KIND.search(match[2]):
        return "needed_by" if is_inward else "waits_for"
    return ""


def map_columns(cells: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return the columns that may have each meaning, the preferred heading first."""
    ranked: dict[str, list[tuple[int, int]]] = {}
    for column, cell in enumerate(cells):
        for meaning, rank in meanings_of(cell) if len(cell) <= MAX_HEADING_LENGTH else ():
            ranked.setdefault(meaning, []).append((rank, column))
    return {meaning: tuple(column for _, column in sorted(found)) for meaning, found in ranked.items()}


def is_heading_row(cells: Sequence[str]) -> bool:
    """Return whether these cells name a milestone's columns."""
    columns = map_columns(cells)
    known = {column for group in columns.values() for column in group}
    return "name" in columns and len(known) > 1


def _ranks() -> dict[str, tuple[tuple[str, int], ...]]:
    ranks: dict[str, list[tuple[str, int]]] = {}
    for meaning, words in HEADING_WORDS.items():
        for rank, word in enumerate(words):
            ranks.setdefault(word, []).append((meaning, rank))
    return {word: tuple(found) for word, found in ranks.items()}


_RANKS = _ranks()
# "duedate", "taskname"; of short words too little would be left to tell.
_JOINED = {word.replace(" ", ""): found for word, found in _RANKS.items() if len(word) > 5}
