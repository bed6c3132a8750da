"""Changes that people make: recorded while they are written, and taken back as a whole."""

from storage.changes.journal import (
    Change,
    change_of_record,
    close,
    current_id,
    describe,
    get,
    last_change,
    note_created,
    purge,
    record,
    record_nothing,
)

__all__ = [
    "Change",
    "change_of_record",
    "close",
    "current_id",
    "describe",
    "get",
    "last_change",
    "note_created",
    "purge",
    "record",
    "record_nothing",
]
