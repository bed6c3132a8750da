"""The Jinja environment: autoescape, strict facts, and a mark on each tag saying which template line it came from."""

import re
from collections.abc import Iterator, Mapping
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
    """This will write `origin-line="file:line"` into each opening tag of the template's own text."""

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
    """This will be built once per folder of templates; templates stay compiled. A `marked` one says of each tag where
    it stands, which costs a sixth more: it is for saying what is wrong."""
    made = jinja2.Environment(
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
    made.filters.update(filters.FILTERS)
    made.globals.update(filters.GLOBALS)
    return made


def locate_line(env: jinja2.Environment, template: str, line: int) -> SourceLocation:
    """This will find the words of a template line, for an error to quote."""
    try:
        source = env.get_template(template).filename or ""
        text = Path(source).read_text(encoding="utf-8").splitlines()
    except (jinja2.TemplateError, OSError):
        return SourceLocation(template, line)
    return SourceLocation(template, line, text[line - 1] if 0 < line <= len(text) else "")


def fill_template(env: jinja2.Environment, file: str, facts: Mapping[str, object]) -> str:
    """This will fill a template, or raise MarkupError (the template is wrong) or FactError (the facts are)."""
    try:
        return env.get_template(file).render(**facts)
    except jinja2.TemplateNotFound as missing:
        raise MarkupError(f"There is no template {missing.name}.") from None
    except jinja2.TemplateSyntaxError as wrong:
        text = (wrong.source or "").splitlines()
        quote = text[wrong.lineno - 1] if 0 < wrong.lineno <= len(text) else ""
        raise MarkupError(f"{wrong.message}.", SourceLocation(wrong.name or file, wrong.lineno, quote)) from wrong
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as wrong:
        raise FactError(
            f"{wrong or type(wrong).__name__}.", _deepest_location(env, wrong.__traceback__, file)
        ) from wrong


def _deepest_location(env: jinja2.Environment, trace: TracebackType | None, file: str) -> SourceLocation:
    found = SourceLocation(file)
    for frame, line in walk_tb(trace):
        source = frame.f_code.co_filename
        if source.endswith(".j2"):
            name = "/".join(Path(source).parts[-2:])
            text = Path(source).read_text(encoding="utf-8").splitlines()
            found = SourceLocation(name, line, text[line - 1] if 0 < line <= len(text) else "")
    return found
