"""Changes that people make: recorded while they are written, and taken back as a whole."""

from storage.changes.journal import (
    FINAL,
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
    record_final,
    record_nothing,
)

__all__ = [
    "FINAL",
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
    "record_final",
    "record_nothing",
]
