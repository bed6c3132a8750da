"""One state of the database per read: what a read asks for twice is answered once.

A session that only reads keeps its rows and the answers of the queries marked `once_per_read` until it ends. Sessions
that write keep neither, because what they change must be seen by the next query.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, event
from sqlmodel import Session

P = ParamSpec("P")
T = TypeVar("T")


class ReadSession(Session):
    """A session that only reads; an ordinary one forgets each row as soon as nobody else holds it."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.rows: list[object] = []
        self.answers: dict[object, Any] = {}


@event.listens_for(ReadSession, "loaded_as_persistent")
def _keep_row(session: ReadSession, row: object) -> None:
    session.rows.append(row)


def once_per_read(query: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[Session, P], T]:
    """Run `query` once per read and set of arguments, which must be hashable; nobody may change what it returns."""

    @wraps(query)
    def answer(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if not isinstance(session, ReadSession):
            return query(session, *args, **kwargs)
        key = (query, args, frozenset(kwargs.items()))
        if key not in session.answers:
            session.answers[key] = query(session, *args, **kwargs)
        known: T = session.answers[key]
        return known

    return answer
