"""Defines how each kind of block is written in a course file, for those who read it and those who write it.

A block is a directive: `::: name attribute="…"`, its body, `:::`. A directive that holds others has more
colons than they. docs/course-files.md shows each.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


class AttributeKind(Enum):
    """The kinds of values that an attribute gives."""

    TEXT = auto()
    YES_NO = auto()
    CHOICE = auto()
    PICTURE = auto()  # a file beside the lesson
    IMAGE = auto()  # the same, with `alt`, or `decorative="yes"`
    DOCUMENT = auto()
    PACKAGE = auto()
    QUIZ = auto()
    NUMBER = auto()
    QUESTION = auto()


class Body(Enum):
    """The kinds of lines of a directive, other than the directives among them."""

    NOTHING = auto()
    WORDS = auto()  # Markdown
    PLAIN = auto()  # lines as they are
    ITEMS = auto()  # - …
    STEPS = auto()  # 1. **…** …
    ROWS = auto()  # a table
    MARKS = auto()  # - 40, 60: …, or - 40, 60 / 30, 70: …


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute. `field`: the block's own name for it. What is `default` is not written."""

    field: str
    of: AttributeKind = AttributeKind.TEXT
    required: bool = False
    default: Any = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChildSyntax:
    """The directives of this name inside another: a list of them (`is_many`), or the one."""

    field: str
    form: "BlockSyntax"
    is_many: bool = True


@dataclass(frozen=True, slots=True)
class BlockSyntax:
    """The syntax of a block. `into`: the field where the body goes; "" when the body is all there is."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    body: Body = Body.NOTHING
    into: str = ""
    may_be_empty: bool = False
    parts: dict[str, ChildSyntax] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """Return how many directives stand inside one another, with this one."""
        return 1 + max((part.form.height for part in self.parts.values()), default=0)


@dataclass(frozen=True, slots=True)
class NamedResource:
    """A resource beside the text that a block needs, by its file’s place or its short name."""

    of: AttributeKind
    name: str


NO_PHONE = {"phone_left": None, "phone_top": None}  # a mark without a place on a phone's picture
TITLE = Attribute("title", required=True)
WORDS = BlockSyntax(body=Body.WORDS)


def _titled_words(field: str = "text", **attributes: Attribute) -> BlockSyntax:
    return BlockSyntax({"title": TITLE, **attributes}, Body.WORDS, field)


def _file(
    field: str, of: AttributeKind = AttributeKind.DOCUMENT, *, required: bool = False
) -> Attribute:
    return Attribute(field, of, required=required, default=None)


def _explained(field: str, **attributes: Attribute) -> BlockSyntax:
    """Return the syntax of something short, with what is said to it once it is answered."""
    text = Attribute("text", required=True)
    return BlockSyntax({"text": text, **attributes}, Body.WORDS, field, may_be_empty=True)


_TURN = BlockSyntax(
    {"key": Attribute("key", required=True)},
    Body.WORDS,
    "said",
    parts={
        "reply": ChildSyntax(
            "replies",
            _explained(
                "consequence",
                effect=Attribute(
                    "effect",
                    AttributeKind.CHOICE,
                    default="helps",
                    options=("helps", "delays", "harms"),
                ),
                next=Attribute("next"),
            ),
        )
    },
)
_ROLE = BlockSyntax(
    {"name": Attribute("name", required=True)},
    Body.ITEMS,
    "questions",
    parts={
        "sees": ChildSyntax("sees", WORDS, is_many=False),
        "does": ChildSyntax("does", WORDS, is_many=False),
    },
)
_SCREEN_STEP = BlockSyntax(
    {
        "title": TITLE,
        "src": _file("image", AttributeKind.IMAGE),
        "phone": _file("phone", AttributeKind.PICTURE),
    },
    Body.WORDS,
    "text",
    may_be_empty=True,
    parts={"marks": ChildSyntax("marks", BlockSyntax(body=Body.MARKS), is_many=False)},
)

BLOCK_SYNTAXES: dict[str, BlockSyntax] = {
    "text": BlockSyntax(body=Body.WORDS, may_be_empty=True),
    "image": BlockSyntax(
        {"src": _file("image", AttributeKind.IMAGE, required=True), "caption": Attribute("caption")}
    ),
    "callout": _titled_words(),
    "steps": BlockSyntax(body=Body.STEPS, into="steps"),
    "checklist": BlockSyntax({"title": TITLE}, Body.ITEMS, "items"),
    "table": BlockSyntax(
        {
            "caption": Attribute("caption", required=True),
            "show": Attribute("show_caption", AttributeKind.YES_NO, default=True),
        },
        Body.ROWS,
        "text",
    ),
    "video": _titled_words(
        "transcript",
        src=_file("file", required=True),
        fallback=_file("fallback"),
        poster=_file("poster", AttributeKind.PICTURE),
        captions=_file("captions"),
        no_speech=Attribute("no_speech", AttributeKind.YES_NO, default=False),
    ),
    "audio": _titled_words("transcript", src=_file("file", required=True)),
    "accordion": BlockSyntax(parts={"part": ChildSyntax("items", _titled_words())}),
    "tabs": BlockSyntax({"title": TITLE}, parts={"tab": ChildSyntax("items", _titled_words())}),
    "comparison": BlockSyntax(
        {"title": TITLE},
        parts={
            "column": ChildSyntax(
                "columns",
                _titled_words(
                    tone=Attribute(
                        "tone",
                        AttributeKind.CHOICE,
                        default="plain",
                        options=("plain", "good", "bad"),
                    )
                ),
            )
        },
    ),
    "walkthrough": BlockSyntax(
        {"title": TITLE}, parts={"step": ChildSyntax("steps", _SCREEN_STEP)}
    ),
    "case": BlockSyntax(
        {"title": TITLE},
        parts={
            "situation": ChildSyntax("situation", WORDS, is_many=False),
            "front": ChildSyntax("front", _ROLE, is_many=False),
            "back": ChildSyntax("back", _ROLE, is_many=False),
            "helped": ChildSyntax("helped", WORDS, is_many=False),
        },
    ),
    "sheet": BlockSyntax(
        {
            "title": TITLE,
            "src": _file("document", required=True),
            "description": Attribute("description"),
            "accessible": Attribute("accessible", required=True),
        }
    ),
    "embed": BlockSyntax(
        {
            "title": TITLE,
            "url": Attribute("url", required=True),
            "shape": Attribute(
                "shape", AttributeKind.CHOICE, default="wide", options=("wide", "tall")
            ),
        },
        Body.PLAIN,
        "summary",
    ),
    "find": BlockSyntax(
        {"title": TITLE, "src": _file("image", AttributeKind.IMAGE)},
        Body.PLAIN,
        "message",
        may_be_empty=True,
        parts={
            "spot": ChildSyntax(
                "spots",
                _explained(
                    "feedback",
                    wanted=Attribute("is_wanted", AttributeKind.YES_NO, default=False),
                    left=Attribute("left", AttributeKind.NUMBER, default=None),
                    top=Attribute("top", AttributeKind.NUMBER, default=None),
                ),
            )
        },
    ),
    "sort": BlockSyntax(
        {"title": TITLE},
        parts={
            "box": ChildSyntax(
                "boxes",
                BlockSyntax(
                    {"title": TITLE}, parts={"card": ChildSyntax("cards", _explained("feedback"))}
                ),
            )
        },
    ),
    "order": BlockSyntax({"title": TITLE}, Body.STEPS, "steps"),
    "dialogue": BlockSyntax(
        {"title": TITLE}, Body.WORDS, "situation", parts={"turn": ChildSyntax("turns", _TURN)}
    ),
    "check": BlockSyntax(
        {"question": Attribute("question", AttributeKind.QUESTION, required=True)}
    ),
    "reveal": _titled_words(),
    "cards": BlockSyntax({"title": TITLE}, parts={"card": ChildSyntax("items", _titled_words())}),
    "quiz": BlockSyntax(
        {
            "name": Attribute("quiz", AttributeKind.QUIZ, required=True),
            "required": Attribute("required", AttributeKind.YES_NO, default=True),
        }
    ),
    "scorm": BlockSyntax(
        {
            "src": _file("package", AttributeKind.PACKAGE, required=True),
            "required": Attribute("required", AttributeKind.YES_NO, default=True),
        }
    ),
    "practice": BlockSyntax(
        {
            "task": Attribute("task", required=True),
            "required": Attribute("required", AttributeKind.YES_NO, default=True),
        }
    ),
}


@dataclass(frozen=True, slots=True)
class ValueMapping:
    """The functions that map the parts of a value that differ inside the CMS and outside of it."""

    named: Callable[[AttributeKind, Any], Any]  # a file, a quiz: never None
    words: Callable[[str], str]
    no_image: Any = None


def map_value(form: BlockSyntax, value: Any, change: ValueMapping) -> Any:
    """Return the value with `change` applied. What an older value does not have gets its default."""
    if not form.into and form.body is Body.WORDS:
        return change.words(value or "")
    if not form.into and form.body is Body.MARKS:
        return [NO_PHONE | dict(mark) for mark in list_items(value or [])]
    value = value or {}
    mapped = {
        attribute.field: _changed_attribute(attribute, value.get(attribute.field), change)
        for attribute in form.attributes.values()
    }
    for part in form.parts.values():
        inside = value.get(part.field)
        if part.is_many:
            mapped[part.field] = [
                map_value(part.form, part_value, change) for part_value in list_items(inside)
            ]
        else:
            mapped[part.field] = map_value(part.form, inside, change)
    if form.into:
        mapped[form.into] = _changed_body(form.body, value.get(form.into), change)
    return mapped


def _changed_attribute(attribute: Attribute, value: Any, change: ValueMapping) -> Any:
    if attribute.of is AttributeKind.IMAGE:
        if value is None or value.get("image") is None:
            return change.no_image
        is_decorative = bool(value.get("decorative"))
        return {
            "image": change.named(AttributeKind.PICTURE, value["image"]),
            "decorative": is_decorative,
            "alt_text": "" if is_decorative else value.get("alt_text") or "",
        }
    if value is None:
        return attribute.default
    if attribute.of in (
        AttributeKind.PICTURE,
        AttributeKind.DOCUMENT,
        AttributeKind.PACKAGE,
        AttributeKind.QUIZ,
        AttributeKind.QUESTION,
    ):
        return change.named(attribute.of, value)
    return value


def _changed_body(body: Body, value: Any, change: ValueMapping) -> Any:
    if body is Body.WORDS:
        return change.words(value or "")
    if body is Body.ITEMS:
        return list_items(value)
    if body is Body.STEPS:
        return [
            {"title": step["title"], "text": change.words(step.get("text") or "")}
            for step in list_items(value)
        ]
    return (value or "").replace("\r\n", "\n")


def list_items(value: list[Any] | None) -> list[Any]:
    """Return the items of a list as a form gives it, or as the CMS stores it: each with a key of its own."""
    return [
        item["value"] if isinstance(item, dict) and item.get("type") == "item" else item
        for item in value or []
    ]
