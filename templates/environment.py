"""The Jinja environment: autoescaping, strict facts, and a mark on each tag with the template line it came from."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from traceback import walk_tb
from types import TracebackType

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from templates import filters
from templates.errors import FactError, MarkupError, SourceLocation
from templates.sanitize import clean_text

TEMPLATE_FOLDER = Path(__file__).parent
ORIGIN_ATTRIBUTE = "origin-line"
_OPENING_TAG = re.compile(r"<([A-Za-z][\w-]*)(?=[\s/>]|$)")


class _LineMarks(Extension):
    """A Jinja extension that adds `origin-line="file:line"` to each opening tag in the template's own text."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        name = stream.name or ""
        for token in stream:
            marked = token.type == "data" and name.endswith(".xml.j2")
            yield Token(token.lineno, "data", _mark_tags(token.value, name, token.lineno)) if marked else token


def _mark_tags(text: str, name: str, line: int) -> str:
    def add_origin(tag: re.Match[str]) -> str:
        return f'{tag.group()} {ORIGIN_ATTRIBUTE}="{name}:{line + text.count(chr(10), 0, tag.start())}"'

    return _OPENING_TAG.sub(add_origin, text)


def _finalize_value(value: object) -> object:
    if value is None:
        return ""
    return value if isinstance(value, (int, float, Markup)) else clean_text(str(value))


@cache
def jinja_environment(folder: Path = TEMPLATE_FOLDER, *, marked: bool = False) -> jinja2.Environment:
    """Build the environment for a folder of templates, once per folder; templates stay compiled.

    With `marked`, each tag carries its template line. That costs a sixth more, so it is used only to locate errors.
    """
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, TEMPLATE_FOLDER]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize_value,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=[_LineMarks] if marked else [],
    )
    env.filters.update(filters.FILTERS)
    env.globals.update(filters.GLOBALS)
    return env


def locate_line(env: jinja2.Environment, template: str, line: int) -> SourceLocation:
    """Return the location of a template line, with its text for an error to quote."""
    try:
        path = env.get_template(template).filename or ""
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (jinja2.TemplateError, OSError):
        return SourceLocation(template, line)
    return SourceLocation(template, line, lines[line - 1] if 0 < line <= len(lines) else "")


def fill_template(env: jinja2.Environment, file: str, facts: Mapping[str, object]) -> str:
    """Fill a template; raise MarkupError if the template is wrong, or FactError if the facts are."""
    today = facts.get("today")
    token = filters.page_today.set(today if isinstance(today, date) else None)
    try:
        return env.get_template(file).render(**facts)
    except jinja2.TemplateNotFound as missing_template:
        raise MarkupError(f"There is no template {missing_template.name}.") from None
    except jinja2.TemplateSyntaxError as error:
        lines = (error.source or "").splitlines()
        quote = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
        raise MarkupError(f"{error.message}.", SourceLocation(error.name or file, error.lineno, quote)) from error
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise FactError(f"{error or type(error).__name__}.", _deepest_location(error.__traceback__, file)) from error
    finally:
        filters.page_today.reset(token)


def _deepest_location(trace: TracebackType | None, file: str) -> SourceLocation:
    location = SourceLocation(file)
    for frame, line in walk_tb(trace):
        path = frame.f_code.co_filename
        if path.endswith(".j2"):
            name = "/".join(Path(path).parts[-2:])
            lines = Path(path).read_text(encoding="utf-8").splitlines()
            location = SourceLocation(name, line, lines[line - 1] if 0 < line <= len(lines) else "")
    return location
