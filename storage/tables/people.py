"""The workspace, the people in it, and what each of them is to a program or project."""

from datetime import date, datetime

from sqlmodel import Field

from storage.base import UTC, Row


class WorkspaceRow(Row, table=True):
    __tablename__ = "workspace"
    team: str = Field(primary_key=True)
    name: str = ""
    bot_user: str = ""
    installed_at: datetime = Field(sa_type=UTC)


class MemberRow(Row, table=True):
    """A person of the workspace as Slack last told us, with their own choices beside it."""

    __tablename__ = "member"
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str = ""
    zone: str | None = None
    locale: str = "en-GB"
    is_admin: bool = False
    is_bot: bool = False
    is_guest: bool = False
    is_foreign: bool = False
    deleted: bool = False
    seen_at: datetime = Field(sa_type=UTC)
    own_zone: str | None = None
    muted: bool = False


class RoleRow(Row, table=True):
    """`user` holds `role` on `scope` (a program or project id); a delegate may stand in until a date."""

    __tablename__ = "role"
    team: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    delegate: str | None = None
    delegate_until: date | None = None
