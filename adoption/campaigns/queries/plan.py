"""Plans what a campaign of another organisation brings: what is made, what is here already, what is to be read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Locale, Page

from adoption.campaigns.enums import Fate, Part
from adoption.campaigns.files.checks import Files
from adoption.campaigns.files.model import Article
from adoption.campaigns.files.model import Portal as PlannedPortal
from adoption.campaigns.queries.rows import approved_questions
from adoption.sharing.enums import Sector
from adoption.sharing.models import SharingProfile
from adoption.surveys.queries import questions_in_hand
from ambassadors.help.models import CommunityPage
from ambassadors.job_changes.models import JobMap
from ambassadors.workshops.models import Workshop, WorkshopPage
from cms.languages import in_source_language
from cms.models import ArticlePage, HomePage, Portal
from core.collation import fold_text
from people.models import JobFamily


@dataclass(frozen=True, slots=True)
class Item:
    """Part of a campaign and its fate here. `said`: what the files say of it. `key`: where they say it. `notes`: what is to be known besides, a line each."""

    part: Part
    fate: Fate
    title: str
    key: str
    said: Any = None
    notes: tuple[str, ...] = field(default=())


def plan_campaign(files: Files) -> list[Item]:
    return [
        *_profile(files),
        *_portals(files),
        *_workshops(files),
        *_news(files),
        *_job_maps(files),
        *_questions(files),
        *_ideas(files),
    ]


def _profile(files: Files) -> Iterator[Item]:
    said = files.settings
    fate = Fate.THERE if SharingProfile.objects.exists() else Fate.MADE
    yield Item(Part.PROFILE, fate, str(Sector(said.sector).label), "sector", said)


def _portals(files: Files) -> Iterator[Item]:
    slugs, names = set[str](), set[str]()
    for slug, name in Portal.objects.values_list("slug", "name"):
        slugs.add(slug)
        names.add(fold_text(name))
    for at, said in enumerate(files.settings.portals):
        is_there = said.slug in slugs or fold_text(said.name) in names
        fate = Fate.THERE if is_there else Fate.MADE
        notes = () if is_there else tuple(_portal_notes(said))
        yield Item(Part.PORTAL, fate, said.name, f"portals[{at}]", said, notes)


def _portal_notes(said: PlannedPortal) -> Iterator[str]:
    services, screens = len(said.services), len(said.screens)
    yield ngettext("%(n)s service", "%(n)s services", services) % {"n": services}
    if screens:
        yield ngettext("%(n)s screen", "%(n)s screens", screens) % {"n": screens}
    here = set(JobFamily.objects.filter(name__in=said.families).values_list("name", flat=True))
    if missing := [name for name in said.families if name not in here]:
        yield _("These job families are not here: %(names)s.") % {"names": ", ".join(missing)}


def _workshops(files: Files) -> Iterator[Item]:
    words = files.words
    titles = {fold_text(title) for title in Workshop.objects.values_list("title", flat=True)}
    for at, said in enumerate(words.workshops):
        fate = Fate.THERE if fold_text(said.title) in titles else Fate.MADE
        yield Item(Part.WORKSHOP, fate, said.title, f"workshops[{at}]", said)
    about = words.workshop_page
    if about and words.workshops:
        pages = in_source_language(WorkshopPage.objects.all()).filter(title=about.title)
        home = in_source_language(HomePage.objects.all()).first()
        fate = Fate.THERE if pages.exists() else Fate.MADE if home else Fate.NOWHERE
        notes = _english_notes(home, words.workshop_page_en)
        yield Item(Part.WORKSHOP_PAGE, fate, about.title, "workshop_page", words, notes)


def _news(files: Files) -> Iterator[Item]:
    network = in_source_language(CommunityPage.objects.all()).first()
    below = ArticlePage.objects.child_of(network) if network else ArticlePage.objects.none()
    titles = {fold_text(title) for title in below.values_list("title", flat=True)}
    for at, said in enumerate(files.words.news):
        is_there = fold_text(said.fr.title) in titles
        fate = Fate.THERE if is_there else Fate.MADE if network else Fate.NOWHERE
        notes = _english_notes(network, said.en)
        yield Item(Part.NEWS, fate, said.fr.title, f"news[{at}].fr", said, notes)


def english_below(above: Page) -> Locale | None:
    """Return the language of an English twin below a page; None where the page has none itself.

    Wagtail would publish a copy of it to put the twin under.
    """
    english = Locale.objects.filter(language_code="en").first()
    return english if english and above.has_translation(english) else None


def _english_notes(above: Page | None, said: Article | None) -> tuple[str, ...]:
    is_lost = above and said and english_below(above) is None
    return (_("Without its English: the page above is in French alone."),) if is_lost else ()


def _job_maps(files: Files) -> Iterator[Item]:
    families = set(JobFamily.objects.values_list("name", flat=True))
    mapped = set(JobMap.objects.values_list("family__name", flat=True))
    for at, said in enumerate(files.words.job_maps):
        is_here = said.family in families
        fate = Fate.THERE if said.family in mapped else Fate.MADE if is_here else Fate.NOWHERE
        notes = () if is_here else tuple(change.words for change in said.changes)
        yield Item(Part.JOB_MAP, fate, said.family, f"job_maps[{at}]", said, notes)


def _questions(files: Files) -> Iterator[Item]:
    said = files.words.survey_questions
    if said:
        is_here = questions_in_hand() is not None or list(said) == approved_questions()
        fate = Fate.THERE if is_here else Fate.MADE
        texts = tuple(question.text.fr for question in said)
        title = ngettext("%(n)s question", "%(n)s questions", len(said)) % {"n": len(said)}
        yield Item(Part.QUESTIONS, fate, title, "survey_questions", said, texts)


def _ideas(files: Files) -> Iterator[Item]:
    """Yield what nobody takes over from others: a call, promises, dates of a portal, what was tried, what is mandatory."""
    words, calendar = files.words, files.calendar
    if words.call:
        yield _idea(Part.CALL, words.call.fr, "call")
    for at, promised in enumerate(words.commitments):
        yield _idea(Part.COMMITMENT, promised.text, f"commitments[{at}]")
    for at, release in enumerate(calendar.releases):
        title = f"{release.version}: {release.words}"
        yield _idea(Part.RELEASE, title, f"releases[{at}]")
    for at, tried in enumerate(calendar.experiments):
        yield _idea(Part.EXPERIMENT, tried.title, f"experiments[{at}]", tried.hypothesis)
    for path, title in calendar.paths_for_all.items():
        yield _idea(Part.RULE, title, f"paths_for_all.{path}")


def _idea(part: Part, title: str, key: str, *notes: str) -> Item:
    is_html = part == Part.CALL
    return Item(part, Fate.IDEA, title if not is_html else _text_alone(title), key, None, notes)


def _text_alone(html: str) -> str:
    return Truncator(strip_tags(html)).chars(400)
