"""A plan file has every sum of money, so that only people who may see all of them export."""

import pytest

from rules.people import Action, Permission, Role, role_permission


@pytest.mark.parametrize("role", Role)
def test_whoever_exports_may_see_money(role: Role) -> None:
    if role_permission(Action.EXPORT, role) is not Permission.NO:
        assert role_permission(Action.SEE_BUDGET, role) is Permission.YES
