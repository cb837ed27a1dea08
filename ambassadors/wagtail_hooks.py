from django.http import Http404
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, SnippetViewSetGroup

from ambassadors.cases.admin_views import RemovalList
from ambassadors.cases.policies import cases_to_decide_on, may_decide_on_cases
from ambassadors.cases.queries import quotes_of_cases
from ambassadors.commitments import admin_views as commitments
from ambassadors.commitments.models import Commitment
from ambassadors.commitments.policies import may_keep_commitments
from ambassadors.help.admin_views import effect, network, rounds, unmet
from ambassadors.help.models import CommunityPage, HelpSituation
from ambassadors.help.policies import may_moderate_questions, may_run_network, may_run_rounds
from ambassadors.help.queries.questions import count_questions_to_answer
from ambassadors.job_changes.policies import may_publish_job_maps
from ambassadors.job_changes.queries import count_to_review
from ambassadors.journeys.models import Journey
from ambassadors.practices.models import Testimony
from ambassadors.workshops.admin_views import registration, workshops
from ambassadors.workshops.models import WorkshopPage
from ambassadors.workshops.policies import may_run_workshops
from cms.admin_drafts import may_write_pages
from cms.admin_views import DeleteUnlessUsed, ProtectedSnippetViewSet
from core.admin_tasks import AdminTask, register_admin_tasks
from core.counterparts import Counterpart, no_arguments, register_counterparts, same
from people.protection_registry import OfficerRegister, register_officer_register


ROUNDS = [
    path("", rounds.rounds, name="rounds"),
    path("effet/", effect.effect, name="effect"),
    path("effet/effet.csv", effect.table, name="effect_table"),
    path("sans-personne/", unmet.unmet, name="unmet"),
    path("<int:pk>/", rounds.one_round, name="round"),
    path("<int:pk>/avancement/", rounds.round_progress, name="round_progress"),
    path("<int:pk>/publier/", rounds.publish, name="publish"),
    path("<int:pk>/reaffecter/", rounds.reassign, name="reassign"),
    path("<int:pk>/abandonner/", rounds.discard, name="discard"),
    path("binomes/<uuid:uuid>/retirer/", rounds.leave_out, name="leave_out"),
]
NETWORK = [
    path("reseau/", network.network, name="network"),
    path("reseau/couverture/", network.coverage, name="coverage"),
    path("reseau/couverture.csv", network.coverage_table, name="coverage_table"),
]
WORKSHOPS = [
    path("", workshops.workshops, name="workshops"),
    path("ajouter/", workshops.add, name="add"),
    path("<uuid:uuid>/", workshops.workshop, name="workshop"),
    path("<uuid:uuid>/modifier/", workshops.change, name="change"),
    path("<uuid:uuid>/date/", workshops.add_date, name="add_date"),
    path("dates/<uuid:uuid>/", workshops.change_date, name="change_date"),
    path("dates/<uuid:uuid>/inscrire/", registration.register, name="register"),
    path("dates/<uuid:uuid>/reprendre/", registration.unregister, name="unregister"),
    path("dates/<uuid:uuid>/annuler/", workshops.call_off_date, name="call_off"),
]

COMMITMENTS = [
    path("", commitments.CommitmentList.as_view(), name="commitments"),
    path("ajouter/", commitments.CommitmentFormPage.as_view(), name="add"),
    path("<uuid:uuid>/", commitments.CommitmentFormPage.as_view(), name="change"),
    path("<uuid:uuid>/suite/", commitments.OutcomePage.as_view(), name="settle"),
    path("<uuid:uuid>/supprimer/", commitments.DiscardDraft.as_view(), name="discard"),
]

CASES = [path("", RemovalList.as_view(), name="removals")]


@hooks.register("register_admin_urls")
def register_round_urls():
    return [
        path("entraide/", include(([*ROUNDS, *NETWORK], "ambassadors_admin"))),
        path("ateliers/", include((WORKSHOPS, "workshops_admin"))),
        path("engagements/", include((COMMITMENTS, "commitments_admin"))),
        path("cas-retires/", include((CASES, "cases_admin"))),
    ]


class DeleteJourney(DeleteUnlessUsed):
    instead = _("Workshops were held on it.")


class JourneyViewSet(ProtectedSnippetViewSet):
    model = Journey
    delete_view_class = DeleteJourney
    icon = "list-ol"
    menu_label = _("Journeys")
    list_display = ["title", "language"]
    list_filter = ["language"]
    search_fields = ["title", "summary"]
    ordering = ["title", "pk"]


class EditQuote(EditView):
    def get_object(self, queryset=None):
        return without_cases(super().get_object(queryset))


class DeleteQuote(DeleteUnlessUsed):
    def get_object(self, queryset=None):
        return without_cases(super().get_object(queryset))


def without_cases(quote: Testimony) -> Testimony:
    """Return the testimony unless a case holds it: that one is taken down by its number, and nobody shows it again."""
    if quotes_of_cases().filter(pk=quote.pk).exists():
        raise Http404
    return quote


class TestimonyViewSet(ProtectedSnippetViewSet):
    model = Testimony
    edit_view_class = EditQuote
    delete_view_class = DeleteQuote
    icon = "openquote"
    menu_label = _("Testimonies")
    list_display = [
        "words",
        "said_by",
        BooleanColumn("has_consent", label=_("the person agrees to be quoted")),
        BooleanColumn("is_shown", label=_("shown on the site")),
    ]
    list_filter = ["is_shown", "has_consent"]
    search_fields = ["words", "setting"]
    ordering = ["-pk"]

    def get_queryset(self, request):
        return Testimony.objects.exclude(pk__in=quotes_of_cases().values("pk")).order_by("-pk")


class PublicVoiceGroup(SnippetViewSetGroup):
    """Menu group of journeys and testimonies."""

    items = (JourneyViewSet, TestimonyViewSet)
    menu_label = _("The public")
    menu_icon = "group"
    menu_order = 215


register_snippet(PublicVoiceGroup)


class HelpSituationViewSet(ProtectedSnippetViewSet):
    model = HelpSituation
    icon = "help"
    menu_label = _("Situations of mutual help")
    menu_order = 216
    add_to_admin_menu = True
    list_display = ["words", "sort_order", BooleanColumn("is_shown", label=_("offered"))]
    search_fields = ["words", "words_en"]
    ordering = ["sort_order", "pk"]


register_snippet(HelpSituationViewSet)

register_admin_tasks(
    AdminTask(
        name="matching-rounds",
        label=_("Mutual help"),
        note=_("Pair those who ask for help with those who can give it, and say why."),
        icon="group",
        order=170,
        page="ambassadors_admin:rounds",
        allowed=may_run_rounds,
    ),
    AdminTask(
        name="ambassador-network",
        label=_("Helping network"),
        note=_("Where ambassadors are missing, their path, and their charter."),
        icon="group",
        order=169,
        page="ambassadors_admin:network",
        allowed=may_run_network,
    ),
    AdminTask(
        name="boxed-questions",
        label=_("Questions asked"),
        note=_("Read what colleagues ask, in the box or on a lesson, and answer for everybody."),
        icon="help",
        order=172,
        page="ambassadors:questions_to_answer",
        allowed=may_moderate_questions,
        waiting=count_questions_to_answer,
    ),
    AdminTask(
        name="job-changes",
        label=_("How jobs change"),
        note=_("What goes, changes and comes in each job: write it, review it, publish it."),
        icon="form",
        order=174,
        page="job_changes:index",
        allowed=may_publish_job_maps,
        waiting=count_to_review,
    ),
    AdminTask(
        name="case-studies",
        label=_("Case studies"),
        note=_("Read what staff bring before the others do; decide on what was taken down."),
        icon="doc-full",
        order=175,
        page="cases:index",
        allowed=may_decide_on_cases,
        waiting=lambda person: cases_to_decide_on(person).count(),
    ),
    AdminTask(
        name="mutual-help-effect",
        label=_("Effect of mutual help"),
        note=_("What mutual help brings, by closed quarter, without naming anybody."),
        icon="group",
        order=173,
        page="ambassadors_admin:effect",
        allowed=may_run_rounds,
    ),
    AdminTask(
        name="commitments",
        label=_("Commitments"),
        note=_("Publish what management promises, and say whether it was kept."),
        icon="clipboard-list",
        order=174,
        page="commitments_admin:commitments",
        allowed=may_keep_commitments,
        waiting=lambda person: Commitment.objects.overdue().count(),
    ),
    AdminTask(
        name="workshops",
        label=_("Workshops"),
        note=_("Announce a workshop and its dates, set the seats, read who comes."),
        icon="calendar-alt",
        order=171,
        page="workshops_admin:workshops",
        allowed=may_run_workshops,
    ),
)
register_officer_register(
    OfficerRegister(
        label=_("Cases taken down"),
        note=_("The number of each, its day, and what was decided."),
        page="cases_admin:removals",
    )
)


def _workshop_of(shown):
    page = shown.get("page")
    return [page.workshop.uuid] if isinstance(page, WorkshopPage) and page.workshop else None


def _of_network(shown):
    return [] if isinstance(shown.get("page"), CommunityPage) else None


register_counterparts(
    *(
        Counterpart(
            site=site, admin="wagtailsnippets_ambassadors_helpsituation:list", label=_("Situations of mutual help"),
            allowed=may_write_pages,
        )
        for site in ("ambassadors:index", "ambassadors:ask")
    ),
    Counterpart(
        site="ambassadors:questions", admin="ambassadors:questions_to_answer", label=_("Questions asked"),
        allowed=may_moderate_questions,
    ),
    Counterpart(
        site="wagtail_serve", admin="ambassadors_admin:network", label=_("Helping network"), allowed=may_run_network,
        find=_of_network,
    ),
    Counterpart(
        site="wagtail_serve", admin="workshops_admin:workshop", label=_("This workshop"), allowed=may_run_workshops,
        find=_workshop_of,
    ),
    Counterpart(
        site="ambassadors:index", admin="ambassadors_admin:rounds", label=_("Rounds"), allowed=may_run_rounds,
        back=no_arguments,
    ),
    Counterpart(
        site="ambassadors:coverage", admin="ambassadors_admin:network", label=_("Helping network"),
        allowed=may_run_network, back=no_arguments,
    ),
    Counterpart(
        site="workshops:index", admin="workshops_admin:workshops", label=_("Workshops"), allowed=may_run_workshops,
        back=no_arguments,
    ),
    Counterpart(
        site="commitments:index", admin="commitments_admin:commitments", label=_("Commitments"),
        allowed=may_keep_commitments, back=no_arguments,
    ),
    Counterpart(
        site="workshops:session", admin="workshops_admin:change_date", label=_("This date"), allowed=may_run_workshops,
        find=same("uuid"), back=same("uuid"),
    ),
)  # fmt: skip
