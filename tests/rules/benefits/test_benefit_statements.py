"""Benefits as people type them: a new profile, its fields, readings, and refusals that say what to write."""

from datetime import date

import pytest

from rules.benefits.profile import BenefitKind, Cadence, Curve, DelayRule
from rules.benefits.statements import parse_benefit_change, parse_new_benefit
from rules.benefits.units import MeasuredValue
from rules.refusal import Refusal

CONTEXT = {"today": date(2026, 3, 2), "locale": "en_GB"}


def test_profile_on_one_line_is_read_whole() -> None:
    statement = parse_new_benefit(
        '"Churn falls" kpi "customers who cancel" baseline 4.2% on 1 Mar from "CRM report" target 3.8 by 31 Dec '
        'owner <@U0BO|bo> monthly source "CRM, sheet 2" share PRJ-1 60%, PRJ-2 40% enabled by M-1 and M-2 in PRG-1',
        **CONTEXT,
    )
    assert (statement.name, statement.program) == ("Churn falls", "PRG-1")
    assert statement.columns == {
        "kpi": "customers who cancel",
        "baseline": 4.2,
        "unit": "%",
        "baseline_on": date(2026, 3, 1),
        "baseline_source": "CRM report",
        "target": 3.8,
        "target_on": date(2026, 12, 31),
        "owner": "U0BO",
        "cadence": Cadence.MONTHLY,
        "measure": "CRM, sheet 2",
        "shares": {"PRJ-1": 60.0, "PRJ-2": 40.0},
        "milestones": ("M-1", "M-2"),
    }


def test_name_needs_no_quotation_marks() -> None:
    assert parse_new_benefit("Churn falls", **CONTEXT).name == "Churn falls"
    statement = parse_new_benefit("Churn falls owner <@U0BO>", **CONTEXT)
    assert (statement.name, statement.columns) == ("Churn falls", {"owner": "U0BO"})
    with pytest.raises(Refusal, match="no name"):
        parse_new_benefit("owner <@U0BO>", **CONTEXT)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("target 3.8 by 31 Dec", {"target": 3.8, "target_on": date(2026, 12, 31)}),
        ("target €350k", {"target": 350000.0, "unit": "EUR"}),
        ("<@U0BO>", {"owner": "U0BO"}),
        ("go live 1 Apr", {"go_live": date(2026, 4, 1)}),
        ("curve ramp 90 days", {"curve": Curve.RAMP, "ramp_days": 90}),
        ("curve logistic 6 months", {"curve": Curve.LOGISTIC, "ramp_days": 180}),
        ("delay fixed end 31 Dec", {"delay_rule": DelayRule.FIXED_END, "ends": date(2026, 12, 31)}),
        ("delay moves", {"delay_rule": DelayRule.MOVES}),
        ("delay window 26 weeks", {"delay_rule": DelayRule.WINDOW, "half_life": 26.0}),
        ("worth 800, 1000, 1500 EUR a week", {"low": 800.0, "likely": 1000.0, "high": 1500.0, "currency": "EUR"}),
        ("worth 1k USD", {"low": 1000.0, "likely": 1000.0, "high": 1000.0, "currency": "USD"}),
        ("until 31 Dec", {"stop": date(2026, 12, 31)}),
        ("every quarter", {"cadence": Cadence.QUARTERLY}),
        ("goal G-2", {"goal": "G-2"}),
        ("dis-benefit", {"kind": BenefitKind.DISBENEFIT}),
        ('rename "Churn drops"', {"name": "Churn drops"}),
        ("enabled by none", {"milestones": ()}),
    ],
)
def test_each_field_can_be_changed(text: str, columns: dict[str, object]) -> None:
    assert parse_benefit_change("BEN-1", text, **CONTEXT).columns == columns


@pytest.mark.parametrize("text", ["3.9%", "reading 3.9 %", "is 3.9%", "= 3.9%"])
def test_figure_alone_is_a_reading(text: str) -> None:
    reading = parse_benefit_change("BEN-1", text, **CONTEXT).reading
    assert reading is not None
    assert reading.value == MeasuredValue(3.9, "%")


def test_reading_has_its_day_and_its_reason() -> None:
    reading = parse_benefit_change("BEN-1", "3.9 on 28 Feb because the report was late", **CONTEXT).reading
    assert reading is not None
    assert (reading.day, reading.note, reading.corrects) == (date(2026, 2, 28), "the report was late", False)
    corrected = parse_benefit_change("BEN-1", "correct to 3.9", **CONTEXT).reading
    assert corrected is not None
    assert corrected.corrects


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('kpi "better quality"', "Name what is counted"),
        ("kpi improved", "Name what is counted"),
        ("target soon", "Write it like `3.9`"),
        ("owner bo", "Name a person"),
        ("share 60%", "share PRJ-1 60%"),
        ("share PRJ-1 60% PRJ-2 50%", "share PRJ-1 60%"),
        ("curve steep", "curve step"),
        ("worth 5, 3, 9 EUR", "worth 800"),
        ("worth 1000", "worth 800"),
        ("enabled by Auth", "enabled by M-12"),
        ("every moon", "monthly"),
        ("perhaps", "target 3.8 by 31 Dec"),
        ("3.9 on 5 Mar", "Which day was it read?"),
    ],
)
def test_refusal_names_what_to_write(text: str, hint: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_benefit_change("BEN-1", text, **CONTEXT)
    assert hint in str(refused.value)
