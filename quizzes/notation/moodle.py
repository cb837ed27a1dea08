"""What the elements of a question of Moodle XML say, and how they are written. Pure."""

import html
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from quizzes.values.marks import FULL
from quizzes.values.texts import EMPTY, Rich, TextFormat


if TYPE_CHECKING:
    from quizzes.moodle_xml.markup import Element as Element


BLANKS = " \t\n\r\v\f"
FORMATS = {
    "html": TextFormat.HTML,
    "moodle_auto_format": TextFormat.MOODLE,
    "plain_text": TextFormat.PLAIN,
    "markdown": TextFormat.MARKDOWN,
}
_NAMES = {text_format: name for name, text_format in FORMATS.items()}
YES = ("1", "true")
EXCERPT = 60
_WEIGHT = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]{0,20})?")
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,150}(?:[.,][0-9]{0,150})?|[.,][0-9]{1,150})(?:[eE][-+]?[0-9]{1,2})?"
)
PLACE = "@@PLUGINFILE@@"
_IMAGE = re.compile(rf"<img\b[^>]{{0,2000}}?{PLACE}[^>]{{0,2000}}>", re.IGNORECASE)
_ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ADDRESS = re.compile(
    rf"""\s(?:href|src|poster|data)\s*=\s*(?:"{PLACE}[^"]*"|'{PLACE}[^']*')""", re.IGNORECASE
)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class MoodleError(Exception):
    """What stops a question from being read."""

    def __init__(self, code: str, line: int, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.params = params


def read_rich(element: "Element | None", default: TextFormat) -> Rich:
    """A text in the format that its element names."""
    if element is None:
        return EMPTY
    text_format = FORMATS.get(element.attributes.get("format", ""), default)
    inner = element.first("text")
    text = (element.text if inner is None else inner.text).strip(BLANKS)
    if text_format is not TextFormat.PLAIN:
        text = without_files(text)
    return Rich(text, text_format) if text.strip() else EMPTY


def read_feedback(element: "Element") -> Rich:
    return read_rich(element.first("feedback"), TextFormat.HTML)


def read_fraction(answer: "Element") -> Decimal:
    written = answer.attributes.get("fraction", "0").strip()
    weight = Decimal(written) if _WEIGHT.fullmatch(written) else None
    if weight is None or not -FULL <= weight <= FULL:
        raise MoodleError("weight_unreadable", answer.line, text=written[:EXCERPT])
    return weight


def parse_decimal(written: str) -> Decimal | None:
    return Decimal(written.replace(",", ".")) if _NUMBER.fullmatch(written) else None


def read_number(written: str, answer: "Element") -> Decimal:
    number = parse_decimal(written)
    if number is None:
        raise MoodleError("number_unreadable", answer.line, text=written[:EXCERPT])
    return number


def without_files(text: str) -> str:
    """HTML in which a file's description stands where the file would; links to files lead nowhere."""
    if PLACE not in text:
        return text
    return _ADDRESS.sub("", _IMAGE.sub(_description, text)).replace(PLACE, "")


def _description(image: re.Match[str]) -> str:
    match = _ALT.search(image[0])
    return (match[1] or match[2] or "") if match else ""


# --- Writing


def replace_non_xml(text: str) -> str:
    """The text with plain line breaks, and a mark in place of what XML has no way to write."""
    return _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def escape_xml(text: str) -> str:
    return html.escape(replace_non_xml(text))


def write_text(text: str) -> str:
    return f"<text>{escape_xml(text)}</text>"


def write_rich(name: str, rich: Rich, attributes: str = "", inner: str = "") -> str:
    text = write_text(rich.text)
    return f'<{name}{attributes} format="{_NAMES[rich.format]}">{text}{inner}</{name}>'


def write_feedback(rich: Rich) -> str:
    return write_rich("feedback", rich) if rich else ""


def write_typed(fraction: Decimal, text: str, feedback: Rich, more: str = "") -> str:
    return (
        f'<answer fraction="{fraction:f}" format="plain_text">{write_text(text)}{more}'
        f"{write_feedback(feedback)}</answer>"
    )
