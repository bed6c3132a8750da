"""Statuses as trackers and people write them, in seven languages, with emoji: done, cancelled, a duplicate, or open."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class RowStatus(StrEnum):
    """The states that an import tells apart; a word that is not known counts as open."""

    DONE = "done"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    OPEN = "open"
    UNKNOWN = "unknown"


_WORDS: dict[RowStatus, str] = {
    RowStatus.DONE: """
        done|closed|resolved|complete|completed|finished|yes|y|true|x|v|100%|shipped|delivered|live|released|deployed
        launched|achieved|met|signed off|fixed|implemented|merged|accepted|verified|published|in production
        on production
        went live|gone live|handed over|closed won|closed complete|completed successfully|all done|done done|tk complete
        finalized|finalised|passed|wrapped up|concluded|success|succeeded|fully complete|ready and live|production
        erledigt|abgeschlossen|fertig|fertiggestellt|beendet|geschlossen|gelost|umgesetzt|ausgeliefert|geliefert|ja|wahr
        freigegeben und live|behoben|veroffentlicht|abgenommen|vollstandig|erreicht
        termine|terminee|fini|finie|ferme|fermee|resolu|resolue|livre|livree|acheve|achevee|fait|faite|cloture
        cloturee|cloturé
        oui|vrai|realise|realisee|deploye|deployee|publie|publiee|complet|complete e|corrige|corrigee|valide et livre
        hecho|hecha|listo|lista|completado|completada|terminado|terminada|cerrado|cerrada|resuelto|resuelta
        finalizado|finalizada
        entregado|entregada|si|verdadero|lanzado|lanzada|publicado|publicada|listo y entregado|concluido|concluida
        feito|feita|fechado|fechada|resolvido|resolvida|entregue|sim|verdadeiro|encerrado|encerrada|lancado|lancada
        completo|completa|completato|completata|fatto|chiuso|chiusa|risolto|consegnato
        klaar|voltooid|gereed|afgerond|gesloten|opgelost|opgeleverd|完了|完成|已完成|終了|済|готово|выполнено|закрыто
    """,
    RowStatus.CANCELLED: """
        cancelled|canceled|rejected|declined|won't do|wont do|will not do|won't fix|wontfix|wont fix|not planned|dropped
        abandoned|obsolete|removed|withdrawn|descoped|de scoped|out of scope|not needed|no longer needed|invalid
        discarded
        closed lost|closed incomplete|closed skipped|aborted|terminated|deleted|cut|skipped|won't be done|not doing
        killed
        cannot reproduce|can't reproduce|not reproducible|works as designed|as designed|by design|incomplete report
        not a bug|not applicable|superseded|moved out|stopped|voided|void|annulled|denied|refused|archived unfinished
        abgebrochen|abgelehnt|abgewiesen|verworfen|storniert|wird nicht erledigt|wird nicht gemacht|nicht geplant
        entfallen
        gestrichen
        hinfallig|abgesagt|eingestellt|ungultig|zuruckgezogen|wird nicht umgesetzt|nicht mehr benotigt|annulliert
        annule|annulee|rejete|rejetee|abandonne|abandonnee|refuse|refusee|ne sera pas fait|ne sera pas corrige|supprime
        hors perimetre|invalide|sans objet
        cancelado|cancelada|rechazado|rechazada|anulado|anulada|descartado|descartada|no se hara|desestimado|desestimada
        abandonado|abandonada|no planificado|fuera de alcance|eliminado|eliminada
        rejeitado|rejeitada|nao sera feito|nao sera feita|abortado|fora de escopo|desistido|excluido
        annullato|annullata|respinto|rifiutato|geannuleerd|afgewezen|vervallen|キャンセル|中止|已取消|отменено
    """,
    RowStatus.DUPLICATE: """
        duplicate|duplicated|dupe|duplikat|dublette|doppelt|doublon|duplicado|duplicada|duplicata|duplicato|dubbel|重複
    """,
    RowStatus.OPEN: """
        open|new|to do|todo|in progress|backlog|no|n|false|not started|started|doing|active|in review|blocked|on hold
        waiting|pending|planned|proposed|draft|ready|reopened|unresolved|not done|incomplete|unfinished|not complete
        not completed|not finished|upcoming|scheduled|ongoing|in work|wip|working on it|stuck|on track|at risk|off track
        behind|late|delayed|overdue|triage|selected for development|ready for dev|in development|testing|in testing|qa
        review|approved|paused|deferred|postponed|future|next|tk notstart|tk active|uat|in qa|not yet|0%|assigned
        offen|neu|in arbeit|in bearbeitung|zu erledigen|nicht begonnen|nicht erledigt|nicht abgeschlossen|nicht fertig
        laufend|geplant|wartend|blockiert|nein|falsch|in prufung|begonnen|zuruckgestellt|unerledigt|pausiert
        ouvert|ouverte|nouveau|nouvelle|a faire|en cours|en attente|non commence|non termine|bloque|bloquee|non|faux
        pas commence|pas fait|pas termine|planifie|en revue|reporte
        abierto|abierta|nuevo|nueva|por hacer|tareas por hacer|en curso|en progreso|pendiente|no iniciado|bloqueado
        falso|sin empezar|no completado|no terminado|en revision|planificado|a fazer|em andamento|em progresso|pendente
        nao iniciado|nao concluido|nao|aberto|aberta|novo|nova|bloqueado|em aberto|em revisao|tarefas pendentes
        da fare|in corso|aperto|aperta|nuovo|in attesa|te doen|bezig|open staand|nee|nieuw|未着手|進行中|未完了|未完成
    """,
}
MAX_STATUS_LENGTH = 120
_SYMBOLS = {"✅": "done", "✔": "done", "☑": "done", "✓": "done", "🏁": "done", "🗸": "done", "⬜": "open", "☐": "open"}
_BOX = re.compile(r"\[\s*([xX✓ ]?)\s*\]")
_NUMBERING = re.compile(r"\d{1,2}\s*[.):\-–]\s*(?=\D)")
_NOT_LETTERS = re.compile(r"[^\w%']+")
_PARTS = re.compile(r"\s+[-–—:|/>→•·]+\s*|[:;,(\[|/>→•·]+\s*")
_RESERVATION = re.compile(
    r"\b(?:not|n't|never|almost|nearly|partly|partially|pending|awaiting|waiting|except|but|until|if|when|to be|ready|"
    r"needs?|half|mostly|soon|next|nicht|fast|teilweise|noch|bald|pas|presque|partiellement|casi|parcialmente|falta|"
    r"quase|percent|\d+ ?(?:of|/|von|sur|de) ?\d+|\d{1,2} ?%)(?!\w)"
)
_ADVERBS = re.compile(
    r"(?:(?:fully|now|already|completely|successfully|finally|is|was|has been|all|bereits|schon|ganz|deja|ya|ja) )+"
)
# Whatever follows these is a remark; after other words, it may make another thing: "Closed beta", "Live testing".
_PLAIN_DONE = re.compile(
    r"done|completed|finished|shipped|delivered|launched|erledigt|abgeschlossen|fertiggestellt|terminee?|completad[oa]|"
    r"terminad[oa]|concluid[oa]|achevee?"
)
_PART_OF_WORK = re.compile(r"\b(?:phase|part|step|stage|draft|first|design|\d+ ?(?:st|nd|rd|th))\b")
_FOLLOWED = re.compile(
    r"(?:late|early|on time|today|yesterday|successfully|ok|in time|to|in|on|by|am|le|el|em|at|with|since|for|as|"
    r"v?\d[\w ]*)\b"
)


def fold_status(cell: str) -> str:
    """Return a status without case, accents, emoji and numbering."""
    text = unicodedata.normalize("NFKD", cell[:120].replace("’", "'").replace("_", " "))
    text = "".join(character for character in text if not unicodedata.combining(character)).casefold()
    text = _NUMBERING.sub("", text.strip(), count=1) if _NUMBERING.match(text.strip()) else text
    return " ".join(_NOT_LETTERS.sub(" ", text).split())


def read_status(cell: str) -> RowStatus:
    """Return the state that a status means; UNKNOWN for an empty cell, OPEN for a word that is not known."""
    return _read_status(cell) if len(cell) <= MAX_STATUS_LENGTH else RowStatus.OPEN


@lru_cache(maxsize=4096)
def _read_status(cell: str) -> RowStatus:
    folded = fold_status(cell)
    if box := _BOX.match(cell.strip()):
        return RowStatus.DONE if box[1].strip() else RowStatus.OPEN
    if not folded:
        return next((RowStatus(state) for symbol, state in _SYMBOLS.items() if symbol in cell), RowStatus.UNKNOWN)
    if state := _STATES.get(folded):
        return state
    first, *others = [part for part in (fold_status(part) for part in _PARTS.split(cell)) if part] or [folded]
    return _state_of_parts(first, others)


def is_status_word(cell: str) -> bool:
    """Return whether a cell is a word of a status and nothing else."""
    if len(cell) > MAX_STATUS_LENGTH:
        return False
    return bool(_STATES.get(fold_status(cell))) or bool(_BOX.fullmatch(cell.strip()))


def _state_of_parts(first: str, others: list[str]) -> RowStatus:
    """Judge "Closed: duplicate", "Completed (late)", "Done to everyone's delight", "Done, pending review"."""
    states = [_state_of(part) for part in (first, *others)]
    if _RESERVATION.search(" ".join(others)):
        states[0] = RowStatus.OPEN if states[0] is RowStatus.DONE else states[0]
    for state in (RowStatus.DUPLICATE, RowStatus.CANCELLED):
        if states[0] is state or (states[0] is RowStatus.DONE and state in states[1:]):
            return state
    return states[0]


def _state_of(part: str) -> RowStatus:
    if state := _STATES.get(part) or _STATES.get(_ADVERBS.sub("", part, count=1)):
        return state
    words = _ADVERBS.sub("", part, count=1).split() if _ADVERBS.match(part) else part.split()
    for length in range(min(len(words) - 1, 4), 0, -1):
        state = _STATES.get(" ".join(words[:length]))
        rest = " ".join(words[length:])
        closing_as = _STATES.get(re.sub(r"^(?:as|als|comme|como)(?: an?)? ", "", rest))
        if state is RowStatus.DONE and closing_as in _CLOSING:
            return closing_as
        is_plain = _PLAIN_DONE.fullmatch(" ".join(words[:length])) and not _PART_OF_WORK.search(rest)
        if state in _CLOSING and (state is not RowStatus.DONE or is_plain or _FOLLOWED.match(rest)):
            return RowStatus.OPEN if _RESERVATION.search(rest) else state
    return RowStatus.OPEN


_CLOSING = (RowStatus.DONE, RowStatus.CANCELLED, RowStatus.DUPLICATE)
# What is in two lists is open: it is asked about rather than closed.
_STATES: dict[str, RowStatus] = {
    fold_status(word): state
    for state in (RowStatus.DONE, RowStatus.CANCELLED, RowStatus.DUPLICATE, RowStatus.OPEN)
    for line in _WORDS[state].split("\n")
    for word in line.split("|")
    if word.strip()
}
