"""The memory of imports: the file's own ids of milestones, who the names in files are, and the names of members."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class ImportKeyRow(BaseRow, table=True):
    """The id that a milestone has in a file, unique within its `source`; `seen` is what the file last said of it."""

    __tablename__ = "import_key"
    __table_args__ = (Index("ix_import_key_milestone", "team", "milestone"),)
    team: str = Field(primary_key=True)
    program: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    milestone: str
    seen: dict[str, str] = Field(default_factory=dict, sa_type=JsonText)
    at: datetime = Field(sa_type=UtcDateTime)


class ImportPersonRow(BaseRow, table=True):
    """The person whom a name in files means, as someone answered; `name` is folded."""

    __tablename__ = "import_person"
    team: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    user: str
    by: str
    at: datetime = Field(sa_type=UtcDateTime)


class MemberNameRow(BaseRow, table=True):
    """A name by which files may know a member: real, user or display name, folded, or a digest of their e-mail."""

    __tablename__ = "member_name"
    __table_args__ = (Index("ix_member_name_name", "team", "name"),)
    team: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    name: str
