"""The end of every command: a status, and one sentence instead of a traceback for anything that went wrong."""

import contextlib
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import click

from rules.refusal import Failure, Refusal

EXIT_FAILURE = 1
EXIT_BAD_INPUT = 2


def run_and_report(work: Callable[[], object]) -> int:
    """Run a command and return the exit status: 0, 2 for bad input, 1 for a failure; say what went wrong."""
    status = _status_of(work)
    # What is still in the buffer is written now, while an error can be reported.
    return _status_of(sys.stdout.flush) or status


def _status_of(work: Callable[[], object]) -> int:
    try:
        work()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else EXIT_FAILURE if end.code else 0
    except click.ClickException as error:
        error.show()
        return EXIT_BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        return EXIT_FAILURE
    except Refusal as refusal:
        return _report(str(refusal), EXIT_FAILURE if isinstance(refusal, Failure) else EXIT_BAD_INPUT)
    except OSError as error:
        _drop_output()
        return EXIT_FAILURE if isinstance(error, BrokenPipeError) else _report(_system_sentence(error), EXIT_FAILURE)
    except Exception as error:
        return _report(_database_sentence(error) or _own_fault_sentence(error), EXIT_FAILURE)
    return 0


def _report(sentence: str, status: int) -> int:
    # Standard error may be on the full disk as well.
    with contextlib.suppress(OSError):
        click.echo(sentence, err=True)
    return status


def _system_sentence(error: OSError) -> str:
    where = f" {error.filename}:" if error.filename else ""
    return f"The command could not finish:{where} {(error.strerror or type(error).__name__).lower()}."


def _database_sentence(error: Exception) -> str:
    """Return what the database said, without the values that it was given; empty for an error of another kind."""
    said = getattr(error, "orig", None) if type(error).__module__.startswith("sqlalchemy.") else None
    if not said:
        return ""
    return f"The command could not finish. The database says: {str(said).strip().splitlines()[0].rstrip('.')}."


def _own_fault_sentence(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}, line {last.lineno}"
    return f"Baton failed ({type(error).__name__} in {place}). Please report this line and the command."


def _drop_output() -> None:
    """Write what is in the buffer if that is possible, and let the interpreter end without another attempt."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
