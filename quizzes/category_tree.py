"""Categories are named by their whole path ("RGPD/Droits", // is a slash of a name). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field


Path = tuple[str, ...]


def split_category_path(name: str) -> Path:
    return tuple(part.replace("\0", "/") for part in name.replace("//", "\0").split("/"))


def is_below(name: str, top: str) -> bool:
    """Return whether the first is a drawer inside the second, at any depth."""
    upper, path = split_category_path(top), split_category_path(name)
    return len(path) > len(upper) and path[: len(upper)] == upper


def renamed_path(name: str, *, top: str, to: str) -> str:
    """Return what a category is called once `top`, itself or above it, has another name."""
    return to + name[len(top) :]


@dataclass(frozen=True, slots=True)
class CategoryCounts:
    """A category that exists, and its own questions."""

    pk: int
    name: str
    ready: int = 0
    draft: int = 0


@dataclass(slots=True)
class CategoryNode:
    """One step of a path. Without `pk`, only categories below it exist. Counts include those below."""

    label: str
    pk: int | None = None
    ready: int = 0
    draft: int = 0
    below: list["CategoryNode"] = field(default_factory=list)


def build_category_tree(categories: Iterable[CategoryCounts]) -> list[CategoryNode]:
    """Build the tree, in the order of the names that are given."""
    roots: list[CategoryNode] = []
    nodes: dict[Path, CategoryNode] = {}
    for category in categories:
        path = split_category_path(category.name)
        for depth in range(1, len(path) + 1):
            at = path[:depth]
            if at not in nodes:
                nodes[at] = CategoryNode(at[-1])
                (nodes[at[:-1]].below if depth > 1 else roots).append(nodes[at])
            nodes[at].ready += category.ready
            nodes[at].draft += category.draft
        nodes[path].pk = category.pk
    return roots
