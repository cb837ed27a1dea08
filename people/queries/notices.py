from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import get_language, override

from people.enums import NoticePurpose
from people.models import NoticeEdition, NoticeSeen, Person
from people.notices import Notice, fields_of, holdings_for, notices
from people.privacy_registry import Holding


@dataclass(frozen=True, slots=True)
class HeldWords:
    """The data collected in one table, in words."""

    title: str
    fields: tuple[str, ...]
    purpose: str
    recipients: str
    retention: str


@dataclass(frozen=True, slots=True)
class CurrentNotice:
    """A notice as it is shown now: the organisation's words where it has some, else ours."""

    notice: Notice
    version: str
    text: str

    @property
    def purpose(self) -> NoticePurpose:
        return self.notice.purpose

    @property
    def held(self) -> tuple[HeldWords, ...]:
        """Return what is collected, field by field, without keys."""
        return tuple(_in_words(holding) for holding in holdings_for(self.notice))


def _in_words(holding: Holding) -> HeldWords:
    return HeldWords(
        title=str(holding.title),
        fields=tuple(str(field.label) for field in fields_of(holding) if field.label),
        purpose=str(holding.purpose),
        recipients=str(holding.recipients),
        retention=str(holding.retention),
    )


def current_notices(purposes: Iterable[str] | None = None) -> list[CurrentNotice]:
    """Return the notices in one query, however many purposes; all by default."""
    wanted = None if purposes is None else set(purposes)
    selected = [item for item in notices() if wanted is None or item.purpose in wanted]
    latest = {
        (item.purpose, item.basis): item
        for item in NoticeEdition.objects.filter(purpose__in=[item.purpose for item in selected])
    }
    return [_current(notice, latest.get((notice.purpose, notice.version))) for notice in selected]


def version_in_force(purpose: str) -> Concat:
    """Return an expression of the same version as `current_notices` gives, inside another query."""
    basis = next(notice.version for notice in notices() if notice.purpose == purpose)
    editions = NoticeEdition.objects.filter(purpose=purpose, basis=basis).order_by("-edition")
    edition = Coalesce(Subquery(editions.values("edition")[:1]), 0)
    return Concat(Value(f"{basis}."), Cast(edition, CharField()))


def notice_in_force(purpose: str, version: str) -> CurrentNotice:
    """Return the notice whose `version_in_force` was read before: no query where the words are ours."""
    notice = next(candidate for candidate in notices() if candidate.purpose == purpose)
    ours = _current(notice, None)
    return ours if ours.version == version else current_notices([purpose])[0]


def words_in_force(purpose: str) -> dict[str, str]:
    """Return the words in both languages, by field of an edition."""
    words = {}
    for language in ("fr", "en"):
        with override(language):
            words[f"text_{language}"] = current_notices([purpose])[0].text
    return words


def unseen_notices(person: Person, purposes: Iterable[str]) -> list[CurrentNotice]:
    """Return those of these purposes whose current version the person was never shown. Two queries."""
    current = current_notices(purposes)
    seen = set(NoticeSeen.objects.filter(person=person).values_list("purpose", "version"))
    return [notice for notice in current if (notice.purpose, notice.version) not in seen]


def words_seen_before(person: Person, notice: CurrentNotice) -> str | None:
    """Return the words that a person was shown last of its purpose; None where there are none, or not any more."""
    seen = NoticeSeen.objects.filter(person=person, purpose=notice.purpose)
    version = seen.order_by("-seen_at", "-pk").values_list("version", flat=True).first()
    if version is None:
        return None
    if version == f"{notice.notice.version}.0":
        return str(notice.notice.text)
    basis, _dot, edition = version.partition(".")
    found = NoticeEdition.objects.filter(purpose=notice.purpose, basis=basis, edition=edition)
    return next((_current(notice.notice, one).text for one in found), None)


def editions_of(purpose: str) -> list[NoticeEdition]:
    """Return what the organisation has published for a purpose, the latest first."""
    return list(NoticeEdition.objects.filter(purpose=purpose).order_by("-published_at", "-pk"))


def is_first_sign_in(person: Person) -> bool:
    """Whether somebody was never shown any notice: nothing of theirs was noted yet."""
    return not NoticeSeen.objects.filter(person=person).exists()


def _current(notice: Notice, edition: NoticeEdition | None) -> CurrentNotice:
    if edition is None:
        return CurrentNotice(notice, f"{notice.version}.0", str(notice.text))
    is_french = (get_language() or "fr").startswith("fr")
    return CurrentNotice(notice, edition.version, edition.text_fr if is_french else edition.text_en)
