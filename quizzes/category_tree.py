"""Categories are named by their whole path ("RGPD/Droits", // is a slash of a name). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field


Path = tuple[str, ...]


def path_of(name: str) -> Path:
    return tuple(part.replace("\0", "/") for part in name.replace("//", "\0").split("/"))


def is_below(name: str, top: str) -> bool:
    """Return whether the first is a drawer inside the second, at any depth."""
    upper, path = path_of(top), path_of(name)
    return len(path) > len(upper) and path[: len(upper)] == upper


def renamed(name: str, *, top: str, to: str) -> str:
    """Return what a category is called once `top`, itself or above it, has another name."""
    return to + name[len(top) :]


@dataclass(frozen=True, slots=True)
class Counted:
    """A category that exists, and its own questions."""

    pk: int
    name: str
    ready: int = 0
    draft: int = 0


@dataclass(slots=True)
class Node:
    """One step of a path. Without `pk`, only categories below it exist. Counts include those below."""

    label: str
    pk: int | None = None
    ready: int = 0
    draft: int = 0
    below: list["Node"] = field(default_factory=list)


def tree(categories: Iterable[Counted]) -> list[Node]:
    """In the order of the names that are given."""
    roots: list[Node] = []
    nodes: dict[Path, Node] = {}
    for category in categories:
        path = path_of(category.name)
        for depth in range(1, len(path) + 1):
            at = path[:depth]
            if at not in nodes:
                nodes[at] = Node(at[-1])
                (nodes[at[:-1]].below if depth > 1 else roots).append(nodes[at])
            nodes[at].ready += category.ready
            nodes[at].draft += category.draft
        nodes[path].pk = category.pk
    return roots
