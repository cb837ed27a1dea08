"""Reads a practice portal from the content of its file. Everything that is wrong is told at once."""

from collections.abc import Iterator, Mapping
from typing import Any

from learning.practice.portal import (
    END,
    MOVE,
    Field,
    FieldKind,
    Look,
    Move,
    Observation,
    Outcome,
    PracticePortal,
    Screen,
    Task,
    Window,
)


class UnfitPortal(ValueError):
    """Raised for a file that is no practice portal. `problems`: all that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_portal(key: str, raw: Any) -> PracticePortal:
    """Return the portal. Raises UnfitPortal."""
    try:
        portal = _portal(key, raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnfitPortal([f"{type(error).__name__}: {error}"]) from error
    problems = list(portal_problems(portal))
    if problems:
        raise UnfitPortal(problems)
    return portal


def _portal(key: str, raw: Mapping[str, Any]) -> PracticePortal:
    shared = _observations(raw.get("observations"))
    return PracticePortal(
        key=key,
        name=raw["name"],
        owner=raw["owner"],
        address=raw["address"],
        icon=raw["icon"],
        holder=raw["holder"],
        version=str(raw["version"]),
        menu=dict(raw["menu"]),
        screens=_screens(raw["screens"]),
        tasks={name: _task(name, task, shared) for name, task in raw["tasks"].items()},
    )


def _task(key: str, raw: Mapping[str, Any], shared: Mapping[str, Observation]) -> Task:
    observed = {name: shared[name] for name in raw.get("observes", ())}
    return Task(
        key=key,
        title=raw["title"],
        situation=raw["situation"],
        goal=raw["goal"],
        start=raw["start"],
        observations=_observations(raw.get("observations")) | observed,
        screens=_screens(raw["screens"]),
        service=raw.get("service", ""),
        holder=raw.get("holder", ""),
        minutes=raw.get("minutes", 5),
    )


def _observations(raw: Mapping[str, Any] | None) -> dict[str, Observation]:
    return {
        key: Observation(key, facts["good"], facts["missed"], facts.get("presumed", False))
        for key, facts in (raw or {}).items()
    }


def _screens(raw: Mapping[str, Any]) -> dict[str, Screen]:
    return {key: _screen(key, facts) for key, facts in raw.items()}


def _screen(key: str, raw: Mapping[str, Any]) -> Screen:
    known = {
        "title",
        "window",
        "catalogue",
        "address",
        "menu",
        "around",
        "text",
        "notice",
        "tone",
        "rows",
    }
    unknown = set(raw) - known - {"fields", "moves"}
    if unknown:
        raise ValueError(f"screen “{key}”: unknown {', '.join(sorted(unknown))}")
    return Screen(
        key=key,
        title=raw["title"],
        moves=tuple(_move(name, move) for name, move in raw.get("moves", {}).items()),
        fields=tuple(_field(name, control) for name, control in raw.get("fields", {}).items()),
        window=Window(raw.get("window", Window.PORTAL)),
        catalogue=raw.get("catalogue", ""),
        address=raw.get("address", ""),
        has_menu=raw.get("menu", False),
        around=_several(raw.get("around")),
        text=_several(raw.get("text")),
        notice=raw.get("notice", ""),
        tone=raw.get("tone", ""),
        rows=tuple((str(label), str(value)) for label, value in raw.get("rows", ())),
    )


def _field(key: str, raw: Mapping[str, Any]) -> Field:
    return Field(
        key=key,
        label=raw["label"],
        kind=FieldKind(raw.get("kind", FieldKind.CHOICE)),
        help=raw.get("help", ""),
        value=raw.get("value", ""),
        options={str(option): str(label) for option, label in raw.get("options", {}).items()},
        accepts=tuple(str(text) for text in raw.get("accepts", ())),
    )


def _move(key: Any, raw: Mapping[str, Any]) -> Move:
    if not isinstance(key, str):
        raise ValueError(f"“{key}” is no name of a move: YAML reads on, yes and no as others")
    return Move(
        key=key,
        label=raw["label"],
        look=Look(raw.get("look", Look.BUTTON)),
        outcomes=tuple(_outcome(outcome) for outcome in (*raw.get("when", ()), raw)),
        detail=raw.get("detail", ""),
    )


def _outcome(raw: Mapping[str, Any]) -> Outcome:
    return Outcome(
        to=raw["to"],
        good=_several(raw.get("good")),
        missed=_several(raw.get("missed")),
        replaces=dict(raw.get("replaces", {})),
        answers={key: str(value) for key, value in raw.get("answers", {}).items()},
    )


def _several(raw: Any) -> tuple[str, ...]:
    if raw is None:
        return ()
    return (raw,) if isinstance(raw, str) else tuple(raw)


# --- What holds together -----------------------------------------------------------------------------


def portal_problems(portal: PracticePortal) -> Iterator[str]:
    for entry in portal.menu:
        if entry not in portal.screens:
            yield f"the menu names the screen “{entry}”, which the portal has not"
    for screen in portal.screens.values():
        for move in screen.moves:
            for outcome in move.outcomes:
                if outcome.to not in portal.screens and outcome.to != END:
                    yield f"“{screen.key}”, “{move.key}”: there is no screen “{outcome.to}”"
        yield from _field_problems(screen)
    for task in portal.tasks.values():
        yield from (f"{task.key}: {problem}" for problem in _task_problems(portal, task))


def _task_problems(portal: PracticePortal, task: Task) -> Iterator[str]:
    if not portal.has_screen(task, task.start):
        yield f"it starts at “{task.start}”, which is no screen"
    if END in task.screens:
        yield f"no screen may be called “{END}”"
    for screen in task.screens.values():
        yield from _field_problems(screen)
        for move in screen.moves:
            for outcome in move.outcomes:
                where = f"“{screen.key}”, “{move.key}”"
                for key in (outcome.to, *outcome.replaces.values()):
                    if key != END and not portal.has_screen(task, key):
                        yield f"{where}: there is no screen “{key}”"
                for name in {*outcome.good, *outcome.missed} - set(task.observations):
                    yield f"{where}: nothing observes “{name}”"


def _field_problems(screen: Screen) -> Iterator[str]:
    fields = {control.key: control for control in screen.fields}
    for control in screen.fields:
        if control.key == MOVE:
            yield f"“{screen.key}”: no field may be called “{MOVE}”"
        if control.kind in (FieldKind.CHOICE, FieldKind.SELECT) and len(control.options) < 2:
            yield f"“{screen.key}”, “{control.key}”: give two options or more"
        if control.kind is FieldKind.IMITATION and control.key in _asked(screen):
            yield f"“{screen.key}”, “{control.key}”: nobody is asked for a secret"
        if control.kind is FieldKind.TEXT and not control.accepts:
            yield f"“{screen.key}”, “{control.key}”: say which texts it accepts"
    for move in screen.moves:
        for outcome in move.outcomes:
            for name, value in outcome.answers.items():
                if name not in fields or value not in _possible_values(fields[name]):
                    yield f"“{screen.key}”, “{move.key}”: “{name}” is never “{value}”"


def _possible_values(control: Field) -> set[str]:
    return {"match", "other"} if control.kind is FieldKind.TEXT else set(control.options)


def _asked(screen: Screen) -> set[str]:
    return {name for move in screen.moves for outcome in move.outcomes for name in outcome.answers}


def skeleton(portal: PracticePortal) -> dict[str, Any]:
    """Return all of a portal that is no words: the same in every language."""
    return {
        "facts": (portal.icon, portal.version, tuple(portal.menu)),
        "screens": {key: _bones(screen) for key, screen in portal.screens.items()},
        "tasks": {
            key: (
                *(task.start, task.service, task.minutes),
                tuple((item.key, item.presumed) for item in task.observations.values()),
                {name: _bones(screen) for name, screen in task.screens.items()},
            )
            for key, task in portal.tasks.items()
        },
    }


def _bones(screen: Screen) -> tuple[Any, ...]:
    return (
        *(screen.window, screen.catalogue, screen.address, screen.has_menu, screen.tone),
        *(bool(screen.notice), len(screen.around), len(screen.text), len(screen.rows)),
        tuple((control.key, control.kind, tuple(control.options)) for control in screen.fields),
        tuple((move.key, move.look, move.outcomes, bool(move.detail)) for move in screen.moves),
    )
