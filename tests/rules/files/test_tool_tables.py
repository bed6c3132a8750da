"""Tables as the tools export them by default: a small sample of each (tests/data/tools, made up), with its meaning."""

from dataclasses import dataclass
from datetime import date

import pytest

from rules.files.imports import ImportedPlan, read, settle_days
from rules.plan import LinkType
from tests.datasets import DATA

TODAY = date(2026, 3, 31)


@dataclass(frozen=True)
class ToolSample:
    """The meaning of a tool's export: due dates, owners, days of what is done, what is cancelled, and links."""

    due: dict[str, date | None]
    owners: dict[str, str]
    done: dict[str, date]
    cancelled: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def d(month: int, day: int) -> date:
    return date(2026, month, day)


def read_sample(tool: str) -> ImportedPlan:
    path = DATA / "tools" / f"{tool}.csv"
    return settle_days(read(path.read_bytes(), name=path.name), today=TODAY)


def link_text(imported: ImportedPlan) -> list[str]:
    names = {milestone.id: milestone.name for milestone in imported.plan.milestones}
    return [
        f"{names[link.provider]} > {names[link.consumer]}"
        + (f" {link.type}" if link.type is not LinkType.FS else "")
        + (f" {link.lag:+}" if link.lag else "")
        for link in imported.plan.dependencies
    ]


SAMPLES = {
    "jira": ToolSample(
        {"Login": d(3, 6), "Basket": d(3, 20), "Gift card": d(3, 20), "Login again": None},
        {"Login": "Ann Lee", "Basket": "Bo"},
        {"Login": d(3, 6)},
        ("Gift card", "Login again"),
        ("Login > Basket",),
    ),
    "jira-work-items": ToolSample(
        {"Login": d(3, 6), "Basket": d(3, 20)},
        {"Login": "Ann", "Basket": "Bo"},
        {"Login": d(3, 6)},
        (),
        ("Login > Basket",),
    ),
    "jira-de": ToolSample(
        {"Anmeldung": d(3, 6), "Warenkorb": d(3, 20), "Gutschein": d(3, 20)},
        {"Anmeldung": "Änne", "Warenkorb": "Bo"},
        {"Anmeldung": d(3, 5)},
        ("Gutschein",),
        ("Anmeldung > Warenkorb",),
    ),
    "jira-fr": ToolSample(
        {"Connexion": d(3, 6), "Panier": d(3, 20)},
        {"Connexion": "Anne", "Panier": "Bo"},
        {"Connexion": d(3, 6)},
        (),
        ("Connexion > Panier",),
    ),
    "jira-es": ToolSample(
        {"Acceso": d(3, 6), "Cesta": d(3, 20)},
        {"Acceso": "Ana", "Cesta": "Bo"},
        {"Acceso": d(3, 4)},
        (),
        ("Acceso > Cesta",),
    ),
    "ms-project": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 13), "Launch": d(3, 16)},
        {"Design": "Ann", "Build": "Bo,Cy", "Launch": "Ann"},
        {"Design": d(3, 6)},
        (),
        ("Design > Build +3", "Build > Launch"),
    ),
    "ms-project-de": ToolSample(
        {"Entwurf": d(3, 6), "Bau": d(3, 18), "Prüfung": d(3, 9)},
        {"Entwurf": "Änne", "Bau": "Bo", "Prüfung": "Bo"},
        {"Entwurf": d(3, 6)},
        (),
        ("Entwurf > Bau -2", "Bau > Prüfung SS"),
    ),
    "p6": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 20), "Launch": d(3, 24)},
        {"Design": "Ann", "Build": "Bo"},
        {"Design": d(3, 6)},
        (),
        ("Design > Build +2", "Build > Launch", "Design > Launch SS +5"),
    ),
    "asana": ToolSample(
        {"Pick, then book the vendor": d(1, 16), "Sign the contract": d(3, 6)},
        {"Pick, then book the vendor": "Ann Lee", "Sign the contract": "Bo"},
        {"Pick, then book the vendor": d(1, 20)},
        (),
        ("Pick, then book the vendor > Sign the contract",),
    ),
    "monday": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 20), "Sketch": d(3, 4), "Launch": d(4, 1)},
        {"Design": "Ann", "Build": "Bo", "Sketch": "Ann", "Launch": "Cy"},
        {"Design": d(3, 6), "Sketch": d(3, 4)},
        (),
        ("Design > Build", "Build > Launch"),
    ),
    "notion": ToolSample(
        {"Design": d(3, 20), "Build": d(3, 27)},
        {"Design": "Ann", "Build": "Bo"},
        {"Design": d(3, 20)},
        (),
        ("Design > Build",),
    ),
    "smartsheet": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 24), "Launch": d(3, 24)},
        {"Design": "ann@example.org", "Build": "bo@example.org"},
        {"Design": d(3, 6)},
        (),
        ("Design > Build +2", "Design > Launch", "Build > Launch FF"),
    ),
    "planner": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 9), "Launch": d(4, 3)},
        {"Design": "Ann Lee", "Build": "Bo;Cy"},
        {"Design": d(3, 5)},
    ),
    "clickup": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 20)},
        {"Design": "Ann", "Build": "Bo,Cy"},
        {"Design": d(3, 6)},
    ),
    "trello": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 20), "Test": d(3, 19)},
        {"Design": "ann", "Build": "bo", "Test": "bo"},
        {"Design": d(3, 6), "Test": d(3, 19)},
    ),
    "linear": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 20), "Gift": None},
        {"Design": "ann@x.org", "Build": "bo@x.org"},
        {"Design": d(3, 5)},
        ("Gift",),
    ),
    "github": ToolSample(
        {"Login": None, "Basket": None, "Gift": None},
        {"Login": "ann", "Basket": "bo"},
        {"Login": d(3, 5)},
        ("Gift",),
    ),
    "gitlab": ToolSample(
        {"Login": d(3, 2), "Basket": d(3, 4)},
        {"Login": "Ann Lee", "Basket": "Bo"},
        {"Login": d(3, 3)},
    ),
    "openproject": ToolSample(
        {"Kick-off": d(3, 2), "Build": d(3, 20), "Gift": None},
        {"Kick-off": "Ann", "Build": "Bo", "Gift": ""},
        {"Kick-off": d(3, 2)},
        ("Gift",),
        ("Kick-off > Build",),
    ),
    "redmine": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 20), "Gift": None},
        {"Design": "Ann", "Build": "Bo"},
        {"Design": d(3, 5)},
        ("Gift",),
        ("Design > Build",),
    ),
    "azure-devops": ToolSample(
        {"Shop": d(3, 27), "Login": d(3, 6), "Gift": None},
        {"Shop": "Ann Lee <ann@example.org>", "Login": "Bo <bo@example.org>"},
        {"Login": d(3, 6)},
        ("Gift",),
    ),
    "ganttproject": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 20)},
        {"Design": "Ann", "Build": "Bo"},
        {"Design": d(3, 6)},
        (),
        ("Design > Build +1",),
    ),
    "airtable": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 20)},
        {"Design": "Ann", "Build": "Bo"},
        {"Design": d(3, 6)},
    ),
    "camel-case": ToolSample(
        {"Design": d(3, 6), "Build": d(3, 20)},
        {"Design": "Ann", "Build": "Bo"},
        {"Design": d(3, 6)},
        (),
        ("Design > Build",),
    ),
}


@pytest.mark.parametrize("tool", SAMPLES)
def test_export_of_a_tool_keeps_its_meaning(tool: str) -> None:
    sample = SAMPLES[tool]
    imported = read_sample(tool)
    milestones = imported.plan.milestones
    assert not imported.unread
    assert {m.name: m.forecast for m in milestones} == sample.due
    assert {m.name: m.owner for m in milestones if m.owner} == {n: o for n, o in sample.owners.items() if o}
    assert {m.name: m.actual for m in milestones if m.done} == sample.done
    assert {m.name for m in milestones if m.cancelled} == set(sample.cancelled)
    assert link_text(imported) == list(sample.links)
