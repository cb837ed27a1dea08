"""Questions and options of a survey as plain values, read from content files and stored JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any


SILENCE = ""  # the key under which no answer is counted: no option has it
MOST = 200  # characters of a key or a name


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """`dimension`, `next_text`, `module`, `talking_point`: of the barometer; "" elsewhere."""

    key: str
    text: str
    options: tuple[Option, ...]
    dimension: str = ""
    next_text: str = ""
    module: str = ""
    talking_point: str = ""

    @property
    def is_scale(self) -> bool:
        """Whether the options are places of a scale, which numbers name."""
        return all(option.key.isdecimal() for option in self.options)

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(option.key for option in self.options)

    def text_of(self, value: str) -> str:
        return next((option.text for option in self.options if option.key == value), "")


@dataclass(frozen=True, slots=True)
class Survey:
    title: str
    introduction: str
    closing: str
    no_answer: str
    questions: tuple[Question, ...]

    @property
    def opening(self) -> str:
        """The first paragraph of the introduction."""
        return self.introduction.partition("\n\n")[0]

    @property
    def purpose(self) -> str:
        """What the introduction says of the survey’s purpose and of who sees what, after its first paragraph."""
        return self.introduction.partition("\n\n")[2].strip()

    @property
    def shape(self) -> tuple[tuple[Any, ...], ...]:
        """Structure common to all languages."""
        return tuple(
            (question.key, question.values, question.dimension, question.module)
            for question in self.questions
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def accepted(self, sent: Mapping[str, str]) -> dict[str, str]:
        """Keep valid answers: for each question, one of its options or none."""
        return {
            question.key: sent[question.key]
            for question in self.questions
            if sent.get(question.key) in question.values
        }


def survey_from_json(kept: Mapping[str, Any]) -> Survey:
    questions = tuple(
        Question(
            **{**question, "options": tuple(Option(**option) for option in question["options"])}
        )
        for question in kept["questions"]
    )
    return Survey(**{**kept, "questions": questions})


class UnfitSurveyError(ValueError):
    """Raised for an invalid survey file. `where`: path of the faulty key. `expected`: what should stand there."""

    def __init__(self, where: str, expected: str = "") -> None:
        super().__init__(where)
        self.where = where
        self.expected = expected


TOP = {"title", "introduction", "closing", "no_answer", "questions"}
ASKED = {"key", "text"}
OF_BAROMETER = {"dimension", "next_step", "talking_point"}


def read_survey(raw: Any, *, dimensions: frozenset[str] | None) -> Survey:
    """Parse a content file. `dimensions`: those allowed for a barometer's questions; None elsewhere.

    Raises UnfitSurveyError.
    """
    is_barometer = dimensions is not None
    known = TOP | ({"scale", "anonymous"} if is_barometer else {"scales"})
    _only("", raw, known)
    if is_barometer and raw.get("anonymous") is not True:
        raise UnfitSurveyError("anonymous", "true")
    questions = tuple(_questions(raw, dimensions))
    keys = [question.key for question in questions]
    if len(set(keys)) < len(keys) or not keys:
        raise UnfitSurveyError("questions", "key: once")
    words = {name: _text(name, raw.get(name)) for name in TOP - {"questions"}}
    return Survey(**words, questions=questions)


def _questions(raw: dict[str, Any], dimensions: frozenset[str] | None) -> Iterator[Question]:
    for number, one in enumerate(_list("questions", raw.get("questions")), start=1):
        where = f"questions[{number}]"
        _only(where, one, ASKED | (OF_BAROMETER if dimensions is not None else {"scale"}))
        key, text = _key(where, one.get("key")), _text(f"{where}.text", one.get("text"))
        if dimensions is None:
            scales = raw.get("scales")
            name = one.get("scale")
            if not isinstance(scales, dict) or name not in scales:
                raise UnfitSurveyError(f"{where}.scale", "scales")
            yield Question(key, text, _options(f"scales.{name}", scales[name], "key"))
            continue
        if one.get("dimension") not in dimensions:
            raise UnfitSurveyError(f"{where}.dimension", ", ".join(sorted(dimensions)))
        step = one.get("next_step")
        _only(f"{where}.next_step", step, {"text", "module"})
        yield Question(
            key,
            text,
            _options("scale", raw.get("scale"), "value"),
            dimension=one["dimension"],
            next_text=_text(f"{where}.next_step.text", step.get("text")),
            module=_text(f"{where}.next_step.module", step.get("module")),
            talking_point=_text(f"{where}.talking_point", one.get("talking_point")),
        )


def _options(where: str, raw: Any, name: str) -> tuple[Option, ...]:
    found = []
    for number, one in enumerate(_list(where, raw), start=1):
        _only(f"{where}[{number}]", one, {name, "text"})
        key = _key(f"{where}[{number}]", one.get(name), name)
        found.append(Option(key, _text(f"{where}[{number}].text", one.get("text"))))
    if len({option.key for option in found}) < len(found) or len(found) < 2:
        raise UnfitSurveyError(where, f"{name}: 2+")
    return tuple(found)


def _only(where: str, raw: Any, known: set[str]) -> None:
    if not isinstance(raw, dict):
        raise UnfitSurveyError(where, "key: value")
    for name in raw:
        if name not in known:
            raise UnfitSurveyError(f"{where}.{name}".strip("."), ", ".join(sorted(known)))


def _list(where: str, raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise UnfitSurveyError(where, "- …")
    return raw


def _text(where: str, raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise UnfitSurveyError(where, "…")
    return raw.strip()


def _key(where: str, raw: Any, name: str = "key") -> str:
    """Read a key; a number is one too, for the places of a scale."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str) or (not raw.isidentifier() and not raw.isdecimal()):
        raise UnfitSurveyError(f"{where}.{name}", "a-z, 0-9, _")
    if len(raw) > MOST:
        raise UnfitSurveyError(f"{where}.{name}", f"< {MOST}")
    return raw
