"""The workspace, the people in it, and their roles in programs and projects."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class WorkspaceRow(BaseRow, table=True):
    __tablename__ = "workspace"
    team: str = Field(primary_key=True)
    name: str = ""
    bot_user: str = ""
    installed_at: datetime = Field(sa_type=UtcDateTime)


class MemberRow(BaseRow, table=True):
    """A person of the workspace as Slack last described them, with their own choices beside that."""

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
    seen_at: datetime = Field(sa_type=UtcDateTime)
    own_zone: str | None = None
    noise_budget: int | None = None


class UserGroupRow(BaseRow, table=True):
    """A user group as Slack last described it; one that Slack does not know, or that was closed, is `gone`."""

    __tablename__ = "user_group"
    team: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    handle: str = ""
    members: list[str] = Field(default_factory=list, sa_type=JsonText)
    gone: bool = False
    seen_at: datetime = Field(sa_type=UtcDateTime)


class RoleRow(BaseRow, table=True):
    """A person's role in `scope` (a program or project id); a delegate may stand in until a date."""

    __tablename__ = "role"
    team: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    delegate: str | None = None
    delegate_until: date | None = None


class ChannelMemberRow(BaseRow, table=True):
    """A person who may read a closed channel; a closed channel without rows has no readers we know of."""

    __tablename__ = "channel_member"
    team: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    user: str = Field(primary_key=True)


class FollowRow(BaseRow, table=True):
    """A follow of a program, project or milestone; with `mute`, silence until `until` (None: for good).

    `detail` is the voice of the follower's own Monday digest (executive, delivery, or none), which comes only when the
    subject is at least as bad as `threshold` ("amber" or "red"), or "always".
    """

    __tablename__ = "follow"
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    mute: bool = Field(primary_key=True, default=False)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    detail: str = Field(default="executive", sa_column_kwargs={"server_default": "executive"})
    threshold: str = Field(default="always", sa_column_kwargs={"server_default": "always"})


class PingRow(BaseRow, table=True):
    """A direct message that was not asked for, counted against the budget; `held` ones wait to be sent together.

    `acted_at` is when the person first pressed one of its buttons or answered it.
    """

    __tablename__ = "ping"
    __table_args__ = (
        Index("ix_ping_person", "team", "user", "at"),
        Index("ix_ping_held", "held", "team"),
    )
    key: str = Field(primary_key=True)
    team: str
    user: str
    at: datetime = Field(sa_type=UtcDateTime)
    line: str = ""
    held: bool = False
    acted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class HomeRow(BaseRow, table=True):
    """The Home tab a person last got: its edition, a digest of its content, and when they looked before."""

    __tablename__ = "home"
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    edition: int = 0
    digest: str = ""
    opened_at: datetime = Field(sa_type=UtcDateTime)
    looked_at: datetime = Field(sa_type=UtcDateTime)


class FormDraftRow(BaseRow, table=True):
    """Input that a person typed into a form and did not submit; `form` is its callback and its subject."""

    __tablename__ = "form_draft"
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    form: str = Field(primary_key=True)
    typed: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    at: datetime = Field(sa_type=UtcDateTime)


class FitRow(BaseRow, table=True):
    """An answered six-signs test; `signs` are the signs that apply.

    `subject` is the name at that time; `program` is None while no program has it.
    """

    __tablename__ = "fit"
    id: int | None = Field(default=None, primary_key=True)
    team: str
    program: str | None = None
    subject: str
    signs: list[str] = Field(default_factory=list, sa_type=JsonText)
    verdict: str
    by: str
    at: datetime = Field(sa_type=UtcDateTime)
