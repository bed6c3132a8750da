"""The origins and states of a change that awaits a yes: a draft for its author, or a proposal to an owner."""

from enum import StrEnum


class ProposalOrigin(StrEnum):
    """The source of a proposed change.

    CHOICE: a line with several readings, of which its author picks one.
    MARK: a reaction or a message shortcut.
    OWNER: a change that only the owner of the milestone may make.
    """

    PROSE = "prose"
    UPDATE = "update"
    CHOICE = "choice"
    MARK = "mark"
    OWNER = "owner"


class ProposalState(StrEnum):
    """The state of a proposed change; an owner's proposal is accepted or rejected, a draft saved or dismissed."""

    OPEN = "open"
    SAVED = "saved"
    DISMISSED = "dismissed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
