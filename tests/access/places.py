"""Every address of the site, and what stands in the variable parts of ours."""

from dataclasses import dataclass

from django.urls import URLResolver, get_resolver, reverse

from quizzes.answer_addresses import address_of
from tests.access.world import STRANGER, World, closed_month, open_month


OURS = {"core", "people", "cms", "quizzes", "learning", "ambassadors", "adoption", "config"}
PAGES = "wagtail_serve"  # every page of the content
SHADOWED = "wagtailcore_login"  # its address leads to our sign-in: the row of wagtail_login


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    route: str
    view: object

    @property
    def is_ours(self):
        """A view of ours, or one of Django's under an address of ours."""
        # Wagtail's own addresses: test_wagtail_doors.py
        if self.name.startswith(("wagtailadmin_api:", "wagtailsnippetchoosers_")):
            return False
        package = getattr(self.view, "view_class", self.view).__module__.split(".")[0]
        under_ours = not self.route.startswith("admin/") and self.name != SHADOWED
        allauths = package == "allauth" and self.name.startswith(("account_", "mfa_"))
        return (
            package in OURS
            or (package == "django" and under_ours)
            or allauths
            or self.name == PAGES
        )

    @property
    def is_public(self):
        return not getattr(self.view, "login_required", True)


def places(resolver=None, prefix="", namespace=""):
    """All addresses that the site answers to, with their full names and routes."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from places(entry, route, inner)
        else:
            yield Place(f"{namespace}{entry.name or ''}", route, entry.callback)


# What the word in a row's `at` puts into the address, from the thing of that name in the world.
ARGUMENTS = {
    "": lambda world, owner: [],
    "code": lambda world, owner: ["K7QM-2XWD-9RTA-HC4E"],
    "certificate_code": lambda world, owner: [world.owned[STRANGER]["certificate"].code],
    "passkey": lambda world, owner: [1],
    "reset_token": lambda world, owner: ["MQ", "no-such-token"],
    "stop_token": lambda world, owner: [stop_token(world)],
    "sent_question": lambda world, owner: [
        world.owned.get(owner, world.owned[STRANGER])["sent_file"].uuid,
        "question",
        1,
    ],
    "kind_of_list": lambda world, owner: ["csv"],
    "no_logo": lambda world, owner: ["0" * 20],
    "setting_group": lambda world, owner: ["identite"],
    "mail_kind": lambda world, owner: ["invitation"],
    "request_kind": lambda world, owner: ["access"],
    "media": lambda world, owner: ["images/photo.txt"],
    "document": lambda world, owner: [
        world.shared["document"].pk,
        world.shared["document"].filename,
    ],
    "article_slug": lambda world, owner: [world.shared["article"].slug],
    "chart": lambda world, owner: [chart_variant()],
    "report_form": lambda world, owner: ["ods"],
    "report_chart": lambda world, owner: ["overview", "taux", chart_variant()],
    "decision": lambda world, owner: [world.shared["decision"].uuid],
    "target_chart": lambda world, owner: [world.shared["target"].uuid, chart_variant()],
    "portal": lambda world, owner: [world.shared["portal"].slug],
    "survey": lambda world, owner: ["barometer"],
    "team_help": lambda world, owner: ["ateliers"],
    "month": lambda world, owner: [world.shared["portal"].slug, str(open_month())],
    "closed_month": lambda world, owner: [world.shared["portal"].slug, str(closed_month())],
    "closed_quarter": lambda world, owner: [closed_quarter()],
    "class_of_data": lambda world, owner: ["people.Person"],
    "purpose": lambda world, owner: ["help"],
    "kind": lambda world, owner: ["true_false"],
    "question_language": lambda world, owner: [world.shared["question"].pk, "en"],
    "file_format": lambda world, owner: ["csv"],
    "round": lambda world, owner: [world.shared["round"].pk],
    "experiment": lambda world, owner: [world.shared["experiment"].uuid],
    "experiment_chart": lambda world, owner: [world.shared["tried"].uuid, chart_variant()],
    "subject": lambda world, owner: ["engagements"],
    "commitment": lambda world, owner: [world.shared["commitment"].uuid],
    "workshop": lambda world, owner: [world.shared["workshop"].uuid],
    "proposed_session": lambda world, owner: [world.shared["proposed_session"].uuid],
    "past_session": lambda world, owner: [world.shared["past_session"].uuid],
    "evaluation": lambda world, owner: [world.shared["past_session"].uuid, "hot"],
    "feed_token": lambda world, owner: [world.shared["feed_token"]],
    "workshop_session": lambda world, owner: [world.shared["workshop_session"].uuid],
    "printable": lambda world, owner: ["permanence", "cartes"],
    "slides": lambda world, owner: ["permanence", "diaporama"],
    "practice_portal": lambda world, owner: ["logement"],
    "practice_task": lambda world, owner: ["logement", "payer"],
    "practice_key": lambda world, owner: [world.shared["practice_page"].translation_key],
    "no_organisation": lambda world, owner: ["00000000-0000-4000-8000-000000000000"],
    "job_family": lambda world, owner: [world.shared["job_draft"].family_id],
    "no_ticket": lambda world, owner: ["aucun-billet"],
    "openid": lambda world, owner: [world.shared["openid"].provider_id],
    "saml": lambda world, owner: [world.shared["saml"].provider_id],
    "second": lambda world, owner: of_record(world, owner, "second", "pk"),
    "given": lambda world, owner: of_record(world, owner, "delegation", "uuid"),
    "kind_of_name": lambda world, owner: ["sites"],
    "name": lambda world, owner: ["sites", world.shared["site"].pk],
    "essay": lambda world, owner: [address_of(world.thing("essay", owner).pk)],
    "remark_run": lambda world, owner: [
        world.shared["question"].pk,
        world.shared["remark_run"].uuid,
    ],
    "kind_of_criterion": lambda world, owner: [world.shared["draft_rule"].uuid, "team"],
    "criterion": lambda world, owner: [
        world.shared["draft_rule"].uuid,
        world.shared["criterion"].pk,
    ],
    "message_mail": lambda world, owner: [world.shared["draft_message"].uuid, "fr"],
    "played": lambda world, owner: [
        world.shared["played"].record.uuid,
        world.shared["scormpackage"].uuid,
    ],
    "exercise": lambda world, owner: [world.shared["lesson"].record.uuid, "gone"],
    "lesson": lambda world, owner: [world.shared["lesson"].record.uuid],
    "module_record": lambda world, owner: [world.shared["module"].record.uuid],
}


def of_record(world, owner, name, key):
    """Something on a person's record; who has none asks for the stranger's."""
    owner = owner if owner in world.owned else STRANGER
    return [world.people[owner].uuid, getattr(world.owned[owner][name], key)]


def stop_token(world):
    """The same in each reading: each sealing of the same words is another."""
    from people.mail.message import unsubscribe_url

    if "stop_token" not in world.shared:
        link = unsubscribe_url(world.people[STRANGER], "data_request_received")
        world.shared["stop_token"] = link.rstrip("/").rpartition("/")[2]
    return world.shared["stop_token"]


def chart_variant():
    from adoption.publishing.charts.frame import VARIANTS

    return next(iter(VARIANTS))


def closed_quarter():
    from adoption.foundation.periods import Quarter
    from adoption.publishing.models import ReachPublication

    return str(Quarter.containing(ReachPublication.objects.latest("quarter").quarter))


def address(row, world: World, owner: str) -> str:
    if row.name == PAGES:
        return world.shared[row.at].get_url()
    if row.at in ARGUMENTS:
        arguments = ARGUMENTS[row.at](world, owner)
    elif row.at == "glossaryterm_pk":
        arguments = [world.shared["term"].pk]
    elif row.at == "searchsynonyms_pk":
        arguments = [world.shared["searchsynonyms"].pk]
    elif row.at.endswith("_pk"):
        arguments = [world.thing(row.at.removesuffix("_pk"), owner).pk]
    else:
        arguments = [world.thing(row.at, owner).uuid]
    return reverse(row.name, args=arguments)
