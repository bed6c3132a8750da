"""Permissions: every cell of the role table against the product page, and properties of the rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.people import Action, Permission, Role, effective_permission, require_permission, role_permission
from rules.refusal import NotAllowed
from tests.datasets import SHARED, extra

PAGE = SHARED.parent / "product.md"  # only present with the extra test data
ROW = {
    "Install, settings, retention, export all": Action.ADMINISTER,
    "Create program, set goal links": Action.CREATE_PROGRAM,
    "Update own milestone, forecast, done": Action.UPDATE_MILESTONE,
    "Change *committed* date": Action.CHANGE_COMMITTED,
    "Override computed colour (with sentence)": Action.OVERRIDE_COLOUR,
    "Create dependency": Action.CREATE_DEPENDENCY,
    "Commit / counter / decline dependency": Action.ANSWER_DEPENDENCY,
    "Raise blocker / risk / assumption": Action.RAISE,
    "Resolve blocker": Action.RESOLVE_BLOCKER,
    "Ack / snooze escalation": Action.ACKNOWLEDGE,
    "Edit escalation policy": Action.EDIT_POLICY,
    "Approve CR": Action.APPROVE_CHANGE,
    "Decide decision": Action.DECIDE,
    "See individual load": Action.SEE_LOAD,
    "Enter benefit readings": Action.ENTER_READING,
    "Follow, ask, mute": Action.FOLLOW,
    "Audit, as-of": Action.AUDIT,
}
COLUMNS = (
    Role.ADMIN,
    Role.SPONSOR,
    Role.MANAGER,
    Role.LEAD,
    Role.CONTRIBUTOR,
    Role.BENEFIT_OWNER,
    Role.STAKEHOLDER,
    Role.GUEST,
)
NOTHING = {"–": Permission.NO, "": Permission.NO}
HALF = ("propose", "request", "object", "comment")


def permissions_of(cell: str) -> set[Permission]:
    """Return the permissions that match a cell of the page; "own", "named" and similar words mean OWN."""
    words = cell.strip()
    if words in NOTHING:
        return {Permission.NO}
    if words.startswith(HALF):
        return {Permission.PROPOSE}
    if words in ("✔", "✔ any", "✔ as delegate", "✔ (CR)", "✔ in tolerance", "✔ above program tolerance"):
        return {Permission.YES}
    return {Permission.OWN}


def role_table_cells() -> list[tuple[Action, Role, str]]:
    if not PAGE.exists():
        return []
    rows = [line.strip("| \n").split("|") for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    table_rows = [(ROW[row[0].strip()], row[1:]) for row in rows if row[0].strip() in ROW and len(row) == 9]
    return [(action, role, cell) for action, row in table_rows for role, cell in zip(COLUMNS, row, strict=True)]


@extra(PAGE)
@pytest.mark.parametrize(("action", "role", "cell"), role_table_cells(), ids=lambda value: str(value).strip())
def test_role_table_matches_the_product_page(action: Action, role: Role, cell: str) -> None:
    allowed = permissions_of(cell)
    # A lead has rights in their own project only.
    if role is Role.LEAD and Permission.YES in allowed:
        allowed = allowed | {Permission.OWN}
    assert role_permission(action, role) in allowed, cell


@extra(PAGE)
def test_every_row_of_the_page_is_checked() -> None:
    assert len(role_table_cells()) == len(ROW) * len(COLUMNS)


@pytest.mark.parametrize("action", Action)
def test_guest_without_ownership_can_only_raise_a_blocker(action: Action) -> None:
    permission = effective_permission(action, roles=frozenset({Role.GUEST}), own=False)
    assert permission is (Permission.YES if action is Action.RAISE else Permission.NO)


@pytest.mark.parametrize("action", Action)
def test_person_without_a_role_may_do_nothing(action: Action) -> None:
    assert effective_permission(action, roles=frozenset(), own=True) is Permission.NO


held = st.frozensets(st.sampled_from(Role))


@given(action=st.sampled_from(Action), roles=held, more=held, own=st.booleans())
def test_another_role_never_removes_a_permission(
    action: Action, roles: frozenset[Role], more: frozenset[Role], own: bool
) -> None:
    before, after = (
        effective_permission(action, roles=roles, own=own),
        effective_permission(action, roles=roles | more, own=own),
    )
    assert after.value >= before.value


@given(action=st.sampled_from(Action), roles=held)
def test_ownership_never_removes_a_permission(action: Action, roles: frozenset[Role]) -> None:
    assert (
        effective_permission(action, roles=roles, own=True).value
        >= effective_permission(action, roles=roles, own=False).value
    )


@given(action=st.sampled_from(Action), roles=held, own=st.booleans())
def test_refusal_names_the_action_and_a_helper(action: Action, roles: frozenset[Role], own: bool) -> None:
    if effective_permission(action, roles=roles, own=own) is Permission.YES:
        require_permission(action, roles=roles, own=own)
        return
    with pytest.raises(NotAllowed) as refusal:
        require_permission(action, roles=roles, own=own, helper="Ana")
    assert action.value in refusal.value.what
    assert "Ana" in refusal.value.instead
