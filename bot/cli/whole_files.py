"""Files that are replaced only when the new one is whole."""

import contextlib
import shutil
import tempfile
from pathlib import Path

from rules.refusal import Failure, Refusal


def write_whole(path: Path, content: bytes) -> None:
    """Write the file, or leave the one that is there untouched; raise Failure when the disk or the folder refuses."""
    try:
        if path.exists() and not path.is_file():
            # A device or a pipe has nothing to keep; a folder refuses.
            path.write_bytes(content)
            return
        _replace_file(path.resolve(), content)
    except OSError as error:
        is_absent = isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError)
        raise (Refusal if is_absent else Failure)(
            f"I can't write {path}.", f"{error.strerror or 'It was refused'}.", "Name another file, or make room."
        ) from None


def _replace_file(path: Path, content: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix=".baton-", dir=path.parent) as folder:
        new = Path(folder) / path.name
        new.write_bytes(content)
        with contextlib.suppress(FileNotFoundError):
            shutil.copymode(path, new)
        new.replace(path)
