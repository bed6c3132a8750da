"""Digest editions with the facts they were made from, what people edited in them, and what readers answered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import BaseRow, JsonText, UtcDateTime


class EditionRow(BaseRow, table=True):
    """An edition (B-85). `period` names a week, month, quarter or year, `rhythm` says which of them.

    answers: the lines that can be answered, by key, each with what the posted message shows under it; `answered` is how
    often that was changed, which numbers the edits of the message.
    """

    __tablename__ = "edition"
    team: str = Field(primary_key=True)
    program: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    revision: int = Field(primary_key=True, default=0)
    rhythm: str = Field(default="weekly", sa_column_kwargs={"server_default": "weekly"})
    audience: str = "delivery"
    state: str = "posted"
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JsonText)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = ""
    answers: dict[str, str] = Field(default_factory=dict, sa_type=JsonText, sa_column_kwargs={"server_default": "{}"})
    answered: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class DigestEditRow(BaseRow, table=True):
    """An edit of an edition before it is posted.

    kind: sentence (the manager's own words), remove, correct, add, summarise, order, or keep, which takes back in one
    voice what was edited for both.
    item: the line or section that it is about ("trouble:M-3", "section:updates"); `original` is what stood there.
    audience: the voice that it is for; empty for both.
    """

    __tablename__ = "digest_edit"
    __table_args__ = (Index("ix_digest_edit_period", "team", "program", "period"),)
    id: int | None = Field(default=None, primary_key=True)
    team: str
    program: str
    period: str
    audience: str = ""
    kind: str
    item: str
    text: str = ""
    original: str = ""
    by: str
    at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DigestAnswerRow(BaseRow, table=True):
    """A reader's answer to a line of a digest.

    kind: on_it, asked, help or muted (then `until`); `item` is the record that the line is about. `channel` and
    `edition` name the edition whose button was pressed: its period, and its revision after a colon.
    text: the question, and of a mute the state of the record that it lasts for; `asked_of` is who was asked, `reply`
    what they answered.
    """

    __tablename__ = "digest_answer"
    __table_args__ = (Index("ix_digest_answer_item", "team", "program", "item"),)
    id: int | None = Field(default=None, primary_key=True)
    team: str
    program: str
    item: str
    kind: str
    by: str
    text: str = ""
    channel: str
    edition: str
    until: date | None = None
    at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asked_of: str | None = None
    reply: str | None = None
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
