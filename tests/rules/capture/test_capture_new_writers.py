"""Blockers, requests and lights in other words: without a colon, behind a link, in five other languages."""

from datetime import date

import pytest

from rules.capture import Interpretation, interpret_message

TODAY = date(2026, 2, 20)


def interpret(wire: str) -> Interpretation:
    return interpret_message(wire, today=TODAY)


@pytest.mark.parametrize(
    "wire",
    [
        "Worked on the review points (pending clarification from Ann)",
        "Stuck on this for two weeks now",
        "We are not able to access the staging logs",
        "The rich-schema work was put on hold by finance",
        "The payments work has been put on hold",
        "The proposal is delayed within the other community",
        "Reviewers have a high workload, causing further delays in the review",
        "We're missing the figures of the vendor, so we can't give dates yet",
        "Lacking a test account, so unable to verify the login",
        "The vendor has not sent the keys",
        "*Challenges:*\n- The vendor has not sent the keys\n*Next:*\n- tests",
        "*Done:* x\n*Problems:* the licence of the parser",
        "Warte auf die Freigabe durch die Rechtsabteilung, blockiert",
        "Wir warten noch auf die Abnahme",
        "Das Team ist durch den Lieferanten blockiert",
        "Wir kommen ohne Zugang nicht weiter",
        "Nous sommes bloqués par le fournisseur",
        "En attente de la validation du client",
        "Nous ne pouvons pas avancer",
        "Estamos bloqueados por el proveedor",
        "A la espera de la aprobación",
        "No podemos avanzar sin acceso",
        "Estamos bloqueados pelo fornecedor",
        "Aguardando a aprovação do cliente",
        "Não conseguimos avançar",
        "レビュー待ちです。",
        "承認を待っています",
        "APIの障害でブロックされています",
        "*Hindernisse:* Zugang zum Testsystem\n*Nächste Schritte:* Tests",
        "*Points bloquants :* la clé du fournisseur\n*Prochaines étapes :* tests",
        "*Bloqueos:* la clave del proveedor\n*Próximos pasos:* pruebas",
        "*Impedimentos:* chave do fornecedor\n*Próximos passos:* testes",
        "完了：ログイン\nブロッカー：APIキー\n次：テスト",
    ],
)
def test_blocker_in_other_words_is_heard(wire: str) -> None:
    assert len(interpret(wire).blockers) == 1


@pytest.mark.parametrize(
    "wire",
    [
        "Wir sind nicht blockiert",
        "Wir warten nicht auf die Freigabe",
        "Keiner ist blockiert",
        "Nous ne sommes pas bloqués par le fournisseur",
        "No estamos bloqueados",
        "Não estamos bloqueados",
        "ブロックされていません",
        "待ち合わせは5時です",
        "*Challenges:*\n- The parser was slow, solved with a cache\n*Next:*\n- tests",
        "*Erledigt:* Login\n*Blocker:* keine\n*Nächste Schritte:* Tests",
        "*Fait :* login\n*Blocages :* aucun\n*À faire :* tests",
        "*Hecho:* login\n*Bloqueos:* ninguno\n*Próximos pasos:* pruebas",
        "*Feito:* login\n*Bloqueios:* nenhum\n*Próximos passos:* testes",
        "完了：ログイン\nブロッカー：特になし\n次：テスト",
        "I have not sent the mail yet",
        "Users can't access the old page any more",
    ],
)
def test_no_blocker_in_other_words(wire: str) -> None:
    assert interpret(wire).blockers == ()


@pytest.mark.parametrize(
    "wire",
    [
        "Need reviews",
        "Needs more testing",
        "Need <@U1|legal> to sign off",
        "Need the data team to review the report",
        "<@U1|ann>: needs advice on what to do with the release",
        "The report needs review from the data team",
        "Could use a hand with the tests",
        "If anyone can help, that would be great",
        "If you'd like to volunteer, reach out to Ann",
        "PRs appreciated",
        "Try it out, give us feedback",
        "All need review",
        "PR for the parser needs final review",
        "We are seeking more front end developers",
        "Any help from the board on this would be appreciated",
        "We would appreciate reviews of the draft",
    ],
)
def test_request_in_other_words_is_heard(wire: str) -> None:
    assert interpret(wire).help_wanted


@pytest.mark.parametrize("wire", ["Need to review the report", "It does not need review from legal", "Needs are met"])
def test_need_of_nobody_is_no_request(wire: str) -> None:
    assert interpret(wire).help_wanted == ()


@pytest.mark.parametrize(
    "wire",
    [
        "The licence is no longer an issue",
        "The hold was lifted on Monday",
        "We are finally unstuck",
        "We can continue again",
        "Work on the parser has resumed",
    ],
)
def test_resolved_in_prose_is_heard(wire: str) -> None:
    heard = interpret(wire)
    assert heard.resolved_blockers
    assert heard.blockers == ()


@pytest.mark.parametrize(
    ("wire", "status"),
    [
        ("*Status* YELLOW\n*Blockers*\n- none", "at_risk"),
        ("Status: [YELLOW]\nBlockers: none", "at_risk"),
        ("Status GREEN", "on_track"),
        ("Status is on track", "on_track"),
        ("Timeline for <https://example.org/7|this week> [YELLOW]\n- branch cut", "at_risk"),
        ("<https://example.org/7|Timeline for this release week> [RED]", "off_track"),
        ("<https://example.org/7|Status of this release week [GREEN]>", "on_track"),
        ("- Docs [GREEN]\n- CI [YELLOW]", None),
        ("- Docs [GREEN]\n- CI [GREEN]", "on_track"),
        ("Status page of the vendor", None),
        ("`Timeline [RED]`", None),
        ("&gt; Timeline [RED]", None),
    ],
)
def test_light_is_read_where_people_put_it(wire: str, status: str | None) -> None:
    assert interpret(wire).status == status


@pytest.mark.parametrize(
    "wire",
    [
        "Der Start wurde auf den 14.04. verschoben",
        "Der Termin verschiebt sich um eine Woche",
        "La livraison est reportée au 14 avril",
        "La entrega se retrasa una semana",
        "A entrega foi adiada",
        "リリースは延期されました",
    ],
)
def test_slip_is_heard_in_other_languages(wire: str) -> None:
    assert interpret(wire).slip


@pytest.mark.parametrize(
    "wire",
    [
        "- it's behind, but very close to done",
        "Slight delay with this release",
        "The cutover has been getting pushed due to other priorities",
        "Postponing the launch until the audit is over",
        "The migration is taking longer",
        "The API won't be ready before May",
        "We did not finish the load test in time",
    ],
)
def test_slip_in_other_words_is_heard(wire: str) -> None:
    assert interpret(wire).slip


@pytest.mark.parametrize(
    "wire",
    [
        "There is no delay with this release",
        "Peers behind NATs are found",
        "Pushed the branch",
        "It was pushed to main",
    ],
)
def test_other_sense_of_late_is_no_slip(wire: str) -> None:
    assert not interpret(wire).slip


@pytest.mark.parametrize("question", ["Were there any blockers?", "Is anything blocking you?", "Any blockers?"])
def test_question_of_a_template_is_no_blocker(question: str) -> None:
    assert interpret(f"- Done:\n  - x\n- Blocked:\n  - {question}\n- Next:\n  - y").blockers == ()


def test_words_late_in_a_status_paragraph_are_no_status() -> None:
    wire = "*Health:* unchanged since the last report, although the number of contributors from other teams has dropped"
    assert interpret(wire).status is None


@pytest.mark.parametrize(
    "wire",
    ["Feedback was deferred to the next meeting", "The discussion is postponed", "Der Start wurde nicht verschoben"],
)
def test_talk_put_off_is_no_slip(wire: str) -> None:
    assert not interpret(wire).slip


@pytest.mark.parametrize("wire", ["risk of rain tomorrow", "There is a risk of rain tomorrow", "I warte auf den Bus"])
def test_ordinary_talk_is_no_record(wire: str) -> None:
    heard = interpret(wire)
    assert heard.explicit == ()
    assert not heard.proposal
