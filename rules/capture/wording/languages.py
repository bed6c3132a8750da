"""German, French, Spanish, Portuguese and Japanese: labels of updates, "nothing here", simple blockers and slips.

Japanese writes no spaces, so its phrases have no word boundaries; its denials have forms of their own.
"""

import re

from rules.capture.wording.phrases import compile_phrases

LABELS = {
    "blockers": r"""
        (aktuelle |offene |unsere )?(blocker|blockaden|blockierer|blockiert( durch| von)?|hindernisse|hemmnisse)
        ((points? )?(bloquants?|de blocage)|blocages?|obstacles?|bloqué(e|s)*( par)?|freins)
        (bloqueos?|bloqueantes?|bloqueadores?|bloqueios?|impedimentos?|obst[áa]culos?|bloquead[oa]s?( por)?|travas)
        (ブロッカー|ブロック(中|要因)?|障害|阻害要因|妨げ|待ち)
        """,
    "help": r"""
        (hilfe( (gesucht|benötigt|nötig))?|unterstützung( benötigt)?|brauche hilfe)
        ((besoin d')?aide( (souhaitée|demandée|nécessaire))?|besoins?)
        ((se )?(necesita(mos)? |busca )?(ayuda|apoyo)( (necesaria|requerida))?)
        ((precis(a|amos|o) de )?(ajuda|apoio)( (necess[áa]ria|solicitada))?)
        (ヘルプ|支援依頼|相談(事項)?|助けてほしいこと|お願い)
        """,
    "done": r"""
        (erledigt(es)?|fertig(gestellt)?|geschafft|abgeschlossen|erreicht(es)?|fortschritte?|gestern)
        (fait(s)?|terminés?|réalisés?|réalisations?|achevés?|avancement|avancées?)
        (hechos?|terminados?|completados?|realizados?|logros|avances?|progresos?|ayer)
        (feitos?|concluídos?|realizados?|conquistas|avanços?|progressos?|ontem)
        (完了|完了したこと|やったこと|実施(済み|内容)|昨日(やったこと)?|進捗|成果)
        """,
    "next": r"""
        (nächste (schritte|woche)|als nächstes|geplant(es)?|ausblick|heute|todos?)
        (prochaines? étapes?|à faire|à venir|la suite|aujourd'hui|prévus?)
        (pr[óo]xim[oa]s? (pasos?|semana)|siguientes? pasos?|por hacer|hoy|pr[óo]ximamente)
        (pr[óo]xim[oa]s? (passos?|semana|etapas?)|a fazer|hoje|a seguir)
        (次|次の(ステップ|予定|作業)|今後(の予定)?|予定|今日(やること)?|やること|来週(の予定)?)
        """,
    "status": r"""
        (gesamt)?(status|stand|ampel)
        (statut|état( d'avancement)?|météo)
        (estado|situaci[óo]n|situação)( (general|geral|actual|atual))?
        (ステータス|状況|状態|現状)
        """,
    "risks": r"""
        (risiken|probleme|offene (fragen|punkte)|bedenken)
        (risques?|problèmes?|points? d'attention|questions ouvertes)
        (riesgos?|problemas?|riscos?|preocupaciones|preocupações|dudas|dúvidas)
        (リスク|課題|問題(点)?|懸念(事項|点)?)
        """,
    "dates": r"""
        (termine?|fälligkeit|zieltermin|meilensteine?)
        (échéances?|jalons?|date prévue)
        (fechas?( l[íi]mite)?|plazos?|hitos?|prazos?|datas?( limite)?|marcos?)
        (期限|期日|納期|日程|マイルストーン)
        """,
}
LABEL_PATTERNS = [(kind, compile_phrases(shapes, {})) for kind, shapes in LABELS.items()]
NOTHING_WORDS = {
    "de_now": "(derzeit|aktuell|momentan|im moment|zur ?zeit|bisher|gerade|im augenblick|bislang|heute|noch)",
    "de_have": "(es gibt|wir haben|ich habe)",
    "de_rest": "(bekannt|offen(e[ns]?)?|zu berichten|blockiert( uns)?|neues|nötig|von (meiner|unserer) seite)",
    "de_thing": "(((bekannt|offen|neu|größer)en? )?(blocker|blockaden|hindernisse|probleme|risiken|fragen|punkte))",
    "fr_now": "(pour (le moment|l'instant)|actuellement|en ce moment|à ce (stade|jour)|à signaler|cette semaine)",
    "fr_thing": "(blocages?|bloquants?|obstacles?|problèmes?|risques?|points? (bloquants?|de blocage)|besoins?)",
    "es_now": "(por (ahora|el momento|agora|enquanto)|de momento|(actual|atual)mente|hasta ahora|no momento|até agora)",
    "es_thing": """(bloqueos?|bloqueantes?|bloqueios?|impedimentos?|problemas?|riesgos?|riscos?|obst[áa]culos?
        |bloqueadores?|novedades)""".replace("\n        ", ""),
    "ja_now": r"(現在|今のところ|今は|いま|現時点では?)\s*",
    "ja_thing": r"(ブロッカー|問題点?|障害|課題)(は|も)?\s*",
}
NOTHING_PATTERN = compile_phrases(
    r"""
    (<de_have> )?(<de_now> )*(keine?[rns]?|nichts|nix|entfällt|ohne)( <de_now>)*( (<de_thing>|<de_rest>))?( <de_now>)*
    (nicht|niemand) blockiert
    (il n'y a |on n'a )?(<fr_now> )*(pas( de)?|aucune?s?|rien|néant|ras|r a s|sans)( (de )?<fr_thing>)?( <fr_now>)*
    (<es_now> )*(ningun[oa]s?|ningún|nenhuma?s?|nenhum|nada)( <es_thing>)?( (que|a) reportar)?( <es_now>)*
    (ningún|ninguna|nenhum|nenhuma|sin|sem|no hay|não há|nada de) <es_thing>( <es_now>)*
    (nessun[oa]?|niente|geen|ingen|brak)( blockers?)?
    (<ja_now>)?(<ja_thing>)?(特に|とくに)?(<ja_thing>)?(なし|無し|無|ない|ありません|ございません)(です)?
    """,
    NOTHING_WORDS,
)

# The verbs that say that work waits or is stopped; a denial directly before them is looked for.
BLOCKED = compile_phrases(
    r"""
    (wir |ich )?(warte[nt]?|wartet) ((noch|weiter|immer noch|weiterhin|derzeit|aktuell) )*auf
    ((ist|sind|wird|werden|bin) (\w+ ){0,3})?blockiert
    (hängt|hängen|steckt|stecken) ((noch|gerade) )?(fest|an (der|dem|den)|am|bei)
    (kommen|komme|geht) (\w+ ){0,2}nicht (weiter|voran)
    (können|kann) [^.;]{0,60}nicht [^.;]{0,40}(weil|bis|solange|ohne)
    (est |sont |suis |sommes )?(toujours |encore )?bloqué(e|s|es)?
    ((toujours|encore|est|sont) )?en attente (d'|de|du|des)
    (attendons|attends|attend|attendent) (toujours |encore )?(la|le|les|l'|une?|que)
    (ne|n') ?(pouvons|peut|peux|peuvent|arrivons) (pas|plus) (avancer|continuer|commencer|tester|livrer|démarrer)
    (est[áa]n?|estamos|estoy|seguimos|sigue|continua|estão|estou)( \w+)? (bloquead[oa]s?|parad[oa]s?|travad[oa]s?)
    bloquead[oa]s? (por|en|em|desde|hasta|até|porque)
    (a la espera|en espera|à espera) (de|del|da|do)
    (esperando|aguardando|esperamos|aguardamos) (a |por |pela |pelo )?(la|el|los|las|que|una?|o|a|os|as|respuesta
    |resposta|aprovação|aprobación|acceso|acesso|revisão|revisión)
    (no|não) (podemos|puedo|consigo|conseguimos|posso|puede|pode) (avanzar|continuar|seguir|empezar|avançar
    |prosseguir|testar)
    """.replace("\n    |", "|"),
    {},
)
BLOCKED_JAPANESE = re.compile(
    r"待ち(?!合わせ|時間)|待って(?:い)?(?:る|ます)|ブロックされて(?:い)?(?:る|ます)|止まって(?:い)?(?:る|ます)"
    r"|(?:進め|着手でき|進められ)(?:ない|ません)|ブロック中"
)
LATE = compile_phrases(
    r"""
    (auf [^;]{2,40}|um [^;]{2,30}|wurde|wird|ist) (\w+ ){0,3}(verschoben|verzögert|vertagt)
    (verschiebt|verzögert|verspätet) sich|verschieben sich|verzögern sich
    (\w+ ){0,1}(wochen?|tage|monate?) (verzug|verspätung|verzögerung)|in verzug
    (est|sont|a été|ont été) (reportée?s?|décalée?s?|repoussée?s?|retardée?s?)
    (a|ont|avons) [^.;]{0,30}de retard|en retard sur
    (se (retrasa|retrasan|pospone|aplaza)|(ha sido|fue|está|queda) (retrasad[oa]|aplazad[oa]|pospuest[oa]))
    (foi|está|ficou|será) (adiad[oa]|atrasad[oa])|(atraso|retraso) de (\d+|un|una|uma?|dos|duas|dois)
    """,
    {},
)
LATE_JAPANESE = re.compile(r"延期(?:され|し|に|$)|遅れて(?:い)?(?:る|ます)|遅延(?:して|中)")
DENIED_BEFORE = re.compile(
    r"(?:\b(?:nicht|nie|kein(?:e[nrms]?)?|ohne|niemand|pas|plus|jamais|aucune?|sans|no|ya no|nunca|sin|não|nem|sem|wenn"
    r"|falls|si|se|sollte|if)\b)[\s\w']{0,30}$",
    re.IGNORECASE,
)
DENIED_WITHIN = re.compile(r"\b(?:nicht|kein(?:e[nrms]?)?|pas|plus|jamais)\b", re.IGNORECASE)
CANNOT_WITHIN = re.compile(r"\b(?:weiter|voran|können|kann|ne|n'|no|não)", re.IGNORECASE)
WRITTEN = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff]|wart|blo[cqk]|attend|attente|esper|aguard|hängt|hängen|steckt|stecken|pouvons|peut"
    r"|peux|podemos|puedo|consigo|consegu|posso|kommen|geht|können|kann|parad|travad|pued|versch|verz|versp|retard|report[ée]|décal"
    r"|repouss|retras|aplaz|pospo|adiad|atras|vertagt",
    re.IGNORECASE,
)


def find_blocked(sentence: str) -> re.Match[str] | None:
    """Return the words of a simple blocker in one of these languages, if nothing denies them."""
    if not WRITTEN.search(sentence):
        return None
    for cue in BLOCKED.finditer(sentence):
        denied = DENIED_WITHIN.search(cue[0]) and not CANNOT_WITHIN.search(cue[0])
        if not denied and not DENIED_BEFORE.search(sentence[: cue.start()].rpartition(",")[2]):
            return cue
    return BLOCKED_JAPANESE.search(sentence)


def find_slip(sentence: str) -> re.Match[str] | None:
    """Return the words of a slip in one of these languages, if nothing denies them."""
    if not WRITTEN.search(sentence):
        return None
    for cue in LATE.finditer(sentence):
        if not (DENIED_WITHIN.search(cue[0]) or DENIED_BEFORE.search(sentence[: cue.start()].rpartition(",")[2])):
            return cue
    return LATE_JAPANESE.search(sentence)


def kind_of(words: str) -> str | None:
    """Return the kind of part that a label in one of these languages announces, or None."""
    return next((kind for kind, pattern in LABEL_PATTERNS if pattern.fullmatch(words)), None)
