"""Administration pages of adoption, which never show a figure or anybody's use."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks

from adoption.campaigns.actions import EXPORTED
from adoption.campaigns.policies import may_pass_on_campaigns
from adoption.campaigns.queries.started import STARTED
from adoption.contacts.admin_views import ChannelsView, ContactsMonthView
from adoption.contacts.policies import may_edit_contacts
from adoption.publishing.policies import may_see_publications
from adoption.report.admin_views import KeptDocumentPage
from adoption.report.enums import KeptDocument
from adoption.report.policies import may_keep_documents, may_see_pack
from adoption.sharing.policies import may_share_figures
from adoption.surveys.policies import may_review_questions
from adoption.surveys.queries import questions_to_review
from adoption.usage.actions.tokens import MADE, REVOKED
from adoption.usage.admin_views import RevokeToken, Tokens
from adoption.usage.policies import may_manage_tokens
from core.admin_tasks import AdminTask, register_admin_tasks
from core.counterparts import Counterpart, key_of, register_counterparts
from core.dates import today
from people.policies import may_see_staff


@hooks.register("register_admin_urls")
def token_urls():
    patterns = [
        path("", Tokens.as_view(), name="tokens"),
        path("<int:pk>/revoquer/", RevokeToken.as_view(), name="revoke"),
    ]
    return [path("jetons/", include((patterns, "portal_tokens")))]


@hooks.register("register_admin_urls")
def kept_document_urls():
    patterns = [
        path("", KeptDocumentPage.as_view(document=KeptDocument.REGISTER), name="register"),
        path(
            "analyse-d-impact/",
            KeptDocumentPage.as_view(document=KeptDocument.IMPACT),
            name="impact",
        ),
    ]
    return [path("registre/", include((patterns, "kept_admin")))]


@hooks.register("register_log_actions")
def name_token_actions(actions):
    actions.register_action(MADE, _("Make"), _("Made"))
    actions.register_action(REVOKED, _("Revoke"), _("Revoked"))


@hooks.register("register_log_actions")
def name_campaign_actions(actions):
    actions.register_action(EXPORTED, _("Export the campaign"), _("Campaign exported"))
    actions.register_action(STARTED, _("Start from a campaign"), _("Started from a campaign"))


@hooks.register("register_admin_urls")
def contact_urls():
    return [
        path("contacts/", ContactsMonthView.as_view(), name="adoption_contacts"),
        path("contacts/canaux/", ChannelsView.as_view(), name="adoption_contact_channels"),
    ]


register_admin_tasks(
    AdminTask(
        name="portal_tokens",
        label=_("Portal tokens"),
        note=_(
            "Which machines of portals may send days of use and links; let one in, or shut it out."
        ),
        icon="key",
        order=232,
        page="portal_tokens:tokens",
        allowed=may_manage_tokens,
    ),
    AdminTask(
        name="publications",
        label=pgettext_lazy("menu", "Publications"),
        note=_(
            "Which months are out for which portal, how each was made, what the audit of each said "
            "and what protecting it cost."
        ),
        icon="history",
        order=230,
        page="adoption:register",
        allowed=may_see_publications,
    ),
    AdminTask(
        name="kept-documents",
        label=_("Register and DPIA"),
        note=_(
            "Keep your organisation’s part of the register of processing and of the impact assessment."
        ),
        icon="doc-full",
        order=168,
        page="kept_admin:register",
        allowed=may_keep_documents,
    ),
    AdminTask(
        name="pack",
        label=_("Works council file"),
        note=_(
            "What is measured and what is not, who sees what and for how long: a page and a PDF, "
            "written from the settings in force."
        ),
        icon="doc-full-inverse",
        order=231,
        page="adoption:pack",
        allowed=may_see_pack,
    ),
    AdminTask(
        name="own-questions",
        label=_("Questions to read"),
        note=_("Questions that the training department wants to ask all the staff in a survey."),
        icon="list-ul",
        order=161,
        page="adoption:own_questions",
        allowed=may_review_questions,
        waiting=lambda person: questions_to_review(person, today()),
    ),
    AdminTask(
        name="contacts",
        label=_("Contacts"),
        note=_(
            "How often the public got in touch, by month and channel: type and correct numbers."
        ),
        icon="mail",
        order=232,
        page="adoption_contacts",
        allowed=may_edit_contacts,
    ),
    AdminTask(
        name="sharing",
        label=pgettext_lazy("menu", "Sharing"),
        note=_("Give other organisations a signed file of published rates, and take in theirs."),
        icon="globe",
        order=233,
        page="adoption:sharing",
        allowed=may_share_figures,
    ),
    AdminTask(
        name="campaign",
        label=_("Campaign as files"),
        note=_(
            "Pass on what you wrote and planned to another organisation, or start from its campaign."
        ),
        icon="folder-open-inverse",
        order=234,
        page="adoption:campaign",
        allowed=may_pass_on_campaigns,
    ),
)
register_counterparts(
    Counterpart(site="adoption:contacts", admin="adoption_contacts", label=_("Contacts"), allowed=may_edit_contacts),
    Counterpart(site="adoption:programme", admin="adoption:campaign", label=_("Campaign as files"), allowed=may_pass_on_campaigns),
    Counterpart(site="adoption:team", admin="organisation_admin:team", label=_("This team"), allowed=may_see_staff, find=key_of("team")),
)  # fmt: skip
