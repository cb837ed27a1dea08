"""Tags come into being as they are used."""

from collections.abc import Iterable

from core.collation import fold_text
from quizzes.models import Tag


def tags_named(*, names: Iterable[str]) -> list[Tag]:
    """The tags of these names, made where needed. "Élus" is the tag that stands as "elus" already."""
    known = {fold_text(tag.name): tag for tag in Tag.objects.order_by("-pk")}
    wanted = {fold_text(name): " ".join(name.split()) for name in reversed(list(names))}
    new = [Tag(name=name) for key, name in wanted.items() if key and key not in known]
    if new:
        Tag.objects.bulk_create(new, ignore_conflicts=True)
        known |= {
            fold_text(tag.name): tag
            for tag in Tag.objects.filter(name__in=[one.name for one in new])
        }
    return [known[key] for key in wanted if key]
