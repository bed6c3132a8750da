"""Permissions: who may do what, as a table and the rule that reads it (docs/behaviours.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from rules.refusal import NotAllowed


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace as stored; `zone` is an IANA name, `locale` a BCP 47 tag."""

    id: str
    team: str
    name: str = ""
    zone: str = "UTC"
    locale: str = "en-GB"
    is_admin: bool = False
    is_guest: bool = False
    is_foreign: bool = False
    is_bot: bool = False
    deleted: bool = False
    # False where Slack gives no time zone: `zone` is then the one most people of the workspace have.
    zone_known: bool = True
    # (kind, name) of the names by which files may know them, folded; an e-mail address only as a digest.
    names: tuple[tuple[str, str], ...] = ()
    # The channel they share a view to, while they do: everyone there reads the answer.
    for_channel: str = ""

    @property
    def outsider(self) -> bool:
        """Guests, external members, bots and deactivated people; denied unless named on the item itself."""
        return self.is_guest or self.is_foreign or self.is_bot or self.deleted


class Role(StrEnum):
    ADMIN = "workspace admin"
    SPONSOR = "sponsor"
    MANAGER = "program manager"
    LEAD = "project lead"
    CONTRIBUTOR = "contributor"
    BENEFIT_OWNER = "benefit owner"
    STAKEHOLDER = "stakeholder"
    GUEST = "guest"


class Action(StrEnum):
    ADMINISTER = "change settings"
    CREATE_PROGRAM = "create a program"
    CREATE_PROJECT = "create a project"
    CREATE_MILESTONE = "create a milestone"
    EDIT_PROGRAM = "change the program"
    EDIT_PROJECT = "change the project"
    UPDATE_MILESTONE = "update the milestone"
    CHANGE_COMMITTED = "change the committed date"
    OVERRIDE_COLOUR = "report a status"
    GIVE_CONFIDENCE = "give the delivery confidence"
    CREATE_DEPENDENCY = "link milestones"
    ANSWER_DEPENDENCY = "answer for the hand-over"
    RAISE = "raise a blocker or risk"
    RESOLVE_BLOCKER = "resolve the blocker"
    EDIT_ENTRY = "change this entry of the register"
    ACKNOWLEDGE = "take the escalation"
    EDIT_POLICY = "edit the escalation policy"
    REQUEST_CHANGE = "request a change"
    APPROVE_CHANGE = "approve the change request"
    ASK_DECISION = "ask for a decision"
    DECIDE = "decide"
    CHANGE_DECISION = "change this decision"
    SET_GOALS = "change the goals"
    EDIT_BENEFIT = "change the benefit"
    CLOSE_PROJECT = "close the project"
    ACCEPT_PROJECT = "accept the project"
    SEE_BUDGET = "see the budget"
    SEE_LOAD = "see who is booked"
    EDIT_RESOURCE = "change people and tools"
    ASSIGN = "assign people and tools"
    EDIT_BUDGET = "change the budget"
    SET_RATE = "set exchange rates"
    ENTER_READING = "enter a benefit reading"
    EDIT_DIGEST = "edit or send the digest"
    EDIT_CHECKIN = "change the check-ins"
    EDIT_CALENDAR = "change the calendar"
    FOLLOW = "follow the program"
    PREVIEW_DIGEST = "preview the digest"
    SEE_PULSE = "see how sure people are"
    AUDIT = "read the audit log"
    EXPORT = "export the program"


class Permission(Enum):
    """`OWN` applies only to people who own, lead or are named on the item; `PROPOSE` needs another person's consent."""

    NO = 0
    PROPOSE = 1
    OWN = 2
    YES = 3


_ROLE_ORDER = (
    Role.ADMIN,
    Role.SPONSOR,
    Role.MANAGER,
    Role.LEAD,
    Role.CONTRIBUTOR,
    Role.BENEFIT_OWNER,
    Role.STAKEHOLDER,
    Role.GUEST,
)
_PERMISSION_LETTERS = {"-": Permission.NO, "p": Permission.PROPOSE, "o": Permission.OWN, "y": Permission.YES}
# One letter per role, in the order above: y yes, o own or named only, p propose, - no.
_PERMISSIONS: Mapping[Action, str] = {
    Action.ADMINISTER: "y-------",
    Action.CREATE_PROGRAM: "yyyp----",
    Action.CREATE_PROJECT: "y-ypp---",
    Action.CREATE_MILESTONE: "y-yop---",
    Action.EDIT_PROGRAM: "y-y-----",
    Action.EDIT_PROJECT: "y-yo----",
    Action.UPDATE_MILESTONE: "--yoo--o",
    Action.CHANGE_COMMITTED: "-yyop---",
    Action.OVERRIDE_COLOUR: "--yo----",
    Action.GIVE_CONFIDENCE: "--y-----",
    Action.CREATE_DEPENDENCY: "--yyy---",
    Action.ANSWER_DEPENDENCY: "--yoo--o",
    Action.RAISE: "yyyyyyyy",
    Action.RESOLVE_BLOCKER: "--yoo---",
    Action.EDIT_ENTRY: "ooyooooo",
    Action.ACKNOWLEDGE: "-oyyo---",
    Action.EDIT_POLICY: "y-yo----",
    Action.REQUEST_CHANGE: "yyyyyyy-",
    Action.APPROVE_CHANGE: "-yyoppp-",
    Action.ASK_DECISION: "yyyyyyy-",
    Action.DECIDE: "-ooooo--",
    Action.CHANGE_DECISION: "ooyooooo",
    Action.SET_GOALS: "yyyp----",
    Action.EDIT_BENEFIT: "-yy--o--",
    Action.CLOSE_PROJECT: "--yo----",
    Action.ACCEPT_PROJECT: "-y------",
    Action.SEE_BUDGET: "yyyo----",
    Action.SEE_LOAD: "y-yoo---",
    Action.EDIT_RESOURCE: "y-yo----",
    Action.ASSIGN: "--yop---",
    Action.EDIT_BUDGET: "--yo----",
    Action.SET_RATE: "yyy-----",
    Action.ENTER_READING: "--y--o--",
    Action.EDIT_DIGEST: "--yo----",
    Action.PREVIEW_DIGEST: "-yyo----",
    Action.EDIT_CHECKIN: "--yo----",
    Action.EDIT_CALENDAR: "--yo----",
    Action.FOLLOW: "yyyyyyyo",
    Action.SEE_PULSE: "--yo----",
    Action.AUDIT: "yyyoooo-",
    Action.EXPORT: "yyy-----",
}


def role_permission(action: Action, role: Role) -> Permission:
    """Look up one cell of the permission table."""
    return _PERMISSION_LETTERS[_PERMISSIONS[action][_ROLE_ORDER.index(role)]]


def effective_permission(action: Action, *, roles: frozenset[Role], own: bool) -> Permission:
    """Return the best permission of the person's roles: YES, PROPOSE or NO.

    An own-only cell is YES when `own` is set; otherwise it is PROPOSE for leads and contributors, NO for others.
    """
    best = Permission.NO
    for role in roles:
        permission = role_permission(action, role)
        if permission is Permission.OWN:
            permission = (
                Permission.YES
                if own
                else (Permission.PROPOSE if role in (Role.LEAD, Role.CONTRIBUTOR) else Permission.NO)
            )
        best = max(best, permission, key=lambda candidate: candidate.value)
    return best


class NeedsConsent(NotAllowed):
    """Raised when the person may propose the act to somebody who may allow it."""


def require_permission(
    action: Action,
    *,
    roles: frozenset[Role],
    own: bool,
    helper: str | None = None,
    act: str = "",
    is_lead_elsewhere: bool = False,
) -> None:
    """Raise NotAllowed, naming the act and the roles that may, unless the person has the permission.

    `act` says what failed ("delete Checkout (M-2)") where that is more than the action; `helper` is the name of a
    person they can ask. Whoever may propose the act gets NeedsConsent. Whoever is a lead, but not of what this is
    about, would take "the project lead" for themselves: leads aren't named to them.
    """
    permission = effective_permission(action, roles=roles, own=own)
    if permission is Permission.YES:
        return
    refusal = NeedsConsent if permission is Permission.PROPOSE else NotAllowed
    raise refusal(
        f"You may not {act}." if act else f"You may not {action.value} here.",
        f"Only {_list_allowed(action, with_leads=not is_lead_elsewhere)} can do that.",
        f"Ask {helper}." if helper else "",
    )


# A closed project keeps what it was; readings, lessons and reopening are not among these.
_REFUSED_WHEN_CLOSED = frozenset(
    {
        Action.CREATE_MILESTONE,
        Action.UPDATE_MILESTONE,
        Action.CHANGE_COMMITTED,
        Action.OVERRIDE_COLOUR,
        Action.CREATE_DEPENDENCY,
        Action.ANSWER_DEPENDENCY,
        Action.RAISE,
        Action.EDIT_POLICY,
        Action.REQUEST_CHANGE,
        Action.ASK_DECISION,
        Action.SET_GOALS,
        Action.ASSIGN,
        Action.EDIT_CHECKIN,
    }
)


def require_allowed_when_closed(action: Action, *, label: str, project: str) -> None:
    """Raise NotAllowed for what a closed project refuses to everyone."""
    if action in _REFUSED_WHEN_CLOSED:
        raise NotAllowed(f"{label} is closed.", "", f"Open it again first: `reopen {project}`.")


# Whoever holds these roles may do an own-only act as the owner of the item, or as a person named on it.
_OWNER_ROLES = frozenset({Role.CONTRIBUTOR, Role.BENEFIT_OWNER, Role.GUEST})


def _list_allowed(action: Action, *, with_leads: bool) -> str:
    """Return "workspace admins, the program manager or the project lead"."""
    permissions = {role: role_permission(action, role) for role in _ROLE_ORDER}
    names = [_group_name(role) for role in _ROLE_ORDER if permissions[role] is Permission.YES]
    if permissions[Role.LEAD] is Permission.OWN and with_leads:
        names.append(_group_name(Role.LEAD))
    if any(permissions[role] is Permission.OWN for role in _OWNER_ROLES):
        names.append("its owner")
    return _join_names(names)


def name_roles(roles: frozenset[Role]) -> str:
    """Return "workspace admins, the sponsor or the program manager"."""
    is_open = Role.CONTRIBUTOR in roles
    return _join_names(
        [_group_name(role) for role in _ROLE_ORDER if role in roles and (not is_open or role is Role.CONTRIBUTOR)]
    )


def _join_names(names: list[str]) -> str:
    return " or ".join(", ".join(part) for part in (names[:-1], names[-1:]) if part)


def _group_name(role: Role) -> str:
    if role is Role.CONTRIBUTOR:
        return "people of this workspace"
    return "workspace admins" if role is Role.ADMIN else f"the {role.value}"
