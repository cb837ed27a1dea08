"""Our pages of the administration."""

from learning.queries.assignments import rule_digest
from learning.queries.messages import message_digest
from tests.access.matrix.answers import (
    AUTHORS,
    NOT_ALLOWED_PUBLIC,
    NOTICE_PUBLISHERS,
    SIGN_IN,
    STAFF_MANAGERS,
    STAFF_READERS,
    Answers,
    Row,
    admin_405,
    everybody,
    in_admin,
    public,
)
from tests.access.world import ADMINISTRATOR, OFFICER, STRANGER, TRAINING


def _page(name, *roles, at=""):
    """To be read."""
    return Row(name, in_admin(200, *roles), admin_405(*roles), at=at)


def _form(name, *roles, at="", data=None):
    """To be read; what is sent is not in order, and comes back."""
    return Row(name, in_admin(200, *roles), in_admin(200, *roles), at=at, data=data or {})


def _deed(name, *roles, at="", data=None):
    """Only to be sent."""
    return Row(name, admin_405(*roles), in_admin(302, *roles), at=at, data=data or {})


def _rules():
    """Rules that assign a path, and named groups: the training department’s alone."""
    shown, refused = in_admin(200, TRAINING), admin_405(TRAINING)
    told = in_admin(302, TRAINING)
    draft = {"shown": lambda world: rule_digest(world.shared["draft_rule"])}
    return [
        Row("rules_admin:rules", shown, refused),
        Row("rules_admin:add", shown, shown),
        Row("rules_admin:rule", shown, refused, at="draft_rule"),
        Row("rules_admin:edit", shown, shown, at="draft_rule"),
        Row("rules_admin:add_criterion", told, refused, at="draft_rule"),
        Row("rules_admin:criterion", shown, shown, at="kind_of_criterion"),
        Row("rules_admin:remove_criterion", refused, told, at="criterion"),
        Row("rules_admin:put_in_force", refused, told, at="draft_rule", data=draft),
        Row("rules_admin:discard", refused, told, at="draft_rule"),
        Row("rules_admin:change", refused, told, at="rule"),
        Row("rules_admin:end", shown, told, at="rule"),
        Row("rules_admin:people", shown, refused, at="rule"),
        Row("rules_admin:exempt", shown, shown, at="assignment"),
        Row("rules_admin:lift_exemption", refused, told, at="assignment"),
        Row("cohorts_admin:cohorts", shown, shown),
        Row("cohorts_admin:cohort", shown, told, at="cohort", data={"verb": "rename", "name": "V"}),
    ]


def _messages():
    """Messages to a population: those who assign training write them."""
    order = {"now": "1", "shown": lambda world: message_digest(world.shared["draft_message"])}
    return [
        _page("messages_admin:messages", TRAINING),
        _form("messages_admin:add", TRAINING),
        _page("messages_admin:message", TRAINING, at="draft_message"),
        _form("messages_admin:edit", TRAINING, at="draft_message"),
        _page("messages_admin:mail", TRAINING, at="message_mail"),
        _page("messages_admin:unreached", TRAINING, at="draft_message"),
        _page("messages_admin:reached", TRAINING, at="draft_message"),
        _deed("messages_admin:try", TRAINING, at="draft_message"),
        _deed("messages_admin:send", TRAINING, at="draft_message", data=order),
        _deed("messages_admin:call_off", TRAINING, at="planned_message"),
        _deed("messages_admin:copy", TRAINING, at="draft_message"),
        _deed("messages_admin:discard", TRAINING, at="draft_message"),
    ]


ADMINISTRATION = [
    Row("people_admin_login", everybody(SIGN_IN), everybody(SIGN_IN)),
    Row("admin_logout", NOT_ALLOWED_PUBLIC, public(SIGN_IN)),
    _page("people_admin:staff", *STAFF_READERS),
    _page("people_admin:staff_results", *STAFF_READERS),
    _form("people_admin:import", *STAFF_MANAGERS),
    _page("people_admin:imports", *STAFF_READERS),
    # Another's import is seen as counts; only its sender sees whom it names, or applies it.
    Row(
        "people_admin:import_run",
        in_admin(200, *STAFF_MANAGERS),
        in_admin(302, *STAFF_MANAGERS, other=404),
        at="run",
    ),
    Row(
        "people_admin:import_progress",
        in_admin(200, *STAFF_MANAGERS),
        admin_405(*STAFF_READERS),
        at="run",
    ),
    Row(
        "people_admin:import_changes",
        in_admin(200, *STAFF_MANAGERS, other=404),
        admin_405(*STAFF_READERS),
        at="run",
    ),
    Row(
        "people_admin:import_lines",
        in_admin(200, *STAFF_MANAGERS, other=404),
        admin_405(*STAFF_READERS),
        at="run",
    ),
    _page("people_admin:import_template", *STAFF_MANAGERS, at="kind_of_list"),
    _form("people_admin:enrol", *STAFF_MANAGERS),
    *(
        # What was shown is not sent with it, so that it is shown again.
        Row(
            name,
            in_admin(302, *STAFF_MANAGERS),
            in_admin(200, *STAFF_MANAGERS),
            data={
                "act": act,
                "people": lambda world: [str(world.people[STRANGER].uuid)],
                "as_of": "2026-11-30",
            },
        )
        for name, act in (
            ("people_admin:bulk", "invite"),
            ("people_admin:bulk_act", "invite"),
            ("people_admin:bulk_changes", "change"),
        )
    ),
    _page("people_admin:mappings", *STAFF_MANAGERS),
    _form("people_admin:mapping_add", *STAFF_MANAGERS),
    _form("people_admin:mapping", *STAFF_MANAGERS, at="mapping_pk"),
    Row(
        "people_admin:mapping_delete",
        in_admin(200, *STAFF_MANAGERS),
        in_admin(302, *STAFF_MANAGERS),
        at="mapping_pk",
    ),
    _page("people_admin:person", *STAFF_READERS, at="person"),
    Row(
        "people_admin:person_roles",
        admin_405(ADMINISTRATOR),
        in_admin(404, ADMINISTRATOR, other=302),  # nobody changes their own
        at="person",
        data={"role": "editor", "granted": "on"},
    ),
    Row(
        "people_admin:invite",
        admin_405(*STAFF_MANAGERS),
        # A training manager invites only who has not opened their account and holds no role.
        Answers(own=in_admin(200, ADMINISTRATOR).own, other=in_admin(200, *STAFF_MANAGERS).other),
        at="person",
    ),
    _page("rights_admin:requests", OFFICER),
    _page("rights_admin:requests_results", OFFICER),
    Row(
        "rights_admin:request",
        in_admin(200, OFFICER),
        in_admin(302, OFFICER),
        at="data_request",
        data={"status": "refused", "refusal": "C’était juste."},
    ),
    _form("rights_admin:add_request", OFFICER),
    _form("rights_admin:identity", OFFICER, at="data_request"),
    _form("rights_admin:extend", OFFICER, at="data_request"),
    _page("rights_admin:templates", OFFICER),
    _form("rights_admin:template", OFFICER, at="request_kind"),
    # Nobody erases themselves.
    Row(
        "rights_admin:erase",
        in_admin(404, OFFICER, other=200),
        in_admin(404, OFFICER, other=200),
        at="erasure_request",
    ),
    _page("people_admin_protection", OFFICER),
    _form("kept_admin:register", OFFICER),
    _form("kept_admin:impact", OFFICER),
    _page("people_admin_readers", OFFICER),
    _page("cases_admin:removals", OFFICER),
    Row(
        "rights_admin:request_file",
        admin_405(OFFICER),
        in_admin(200, OFFICER),
        at="data_request",
    ),
    # Whoever can come in reads their passphrase themselves.
    Row("rights_admin:file_letter", admin_405(OFFICER), in_admin(302, OFFICER), at="data_request"),
    _page("notice_admin:notices", *NOTICE_PUBLISHERS),
    _form("notice_admin:notice", *NOTICE_PUBLISHERS, at="purpose"),
    Row(
        "operations_admin:operations",
        in_admin(200, ADMINISTRATOR),
        in_admin(302, ADMINISTRATOR),
        data={"verb": "run", "name": "publish-scheduled-pages"},
    ),
    Row("mail_admin:mails", in_admin(200, ADMINISTRATOR), in_admin(302, ADMINISTRATOR)),
    _form("mail_admin:mail", ADMINISTRATOR, at="mail_kind"),
    _page("settings_admin:settings", ADMINISTRATOR, OFFICER),
    _page("settings_admin:history", ADMINISTRATOR, OFFICER),
    _form("settings_admin:group", ADMINISTRATOR, at="setting_group"),
    _page("people_admin_retention", *NOTICE_PUBLISHERS),
    Row("people_admin_web_push", in_admin(200, OFFICER), in_admin(302, OFFICER)),
    _page("people_sign_in:providers", ADMINISTRATOR),
    Row(
        "people_sign_in:try",
        admin_405(ADMINISTRATOR),
        in_admin(200, ADMINISTRATOR),
        at="openid_pk",
    ),
    _form("people_sign_in:add_openid", ADMINISTRATOR),
    _form("people_sign_in:add_saml", ADMINISTRATOR),
    _form("people_sign_in:provider", ADMINISTRATOR, at="openid_pk"),
    _deed("people_sign_in:delete", ADMINISTRATOR, at="openid_pk"),
    _deed("people_sign_in:untie", ADMINISTRATOR),
    Row(
        "people_admin:reset_second_factor",
        admin_405(ADMINISTRATOR),
        # For somebody else: one's own is for another administrator.
        Answers(own=in_admin(404, ADMINISTRATOR).own, other=in_admin(302, ADMINISTRATOR).other),
        at="person",
    ),
    _page("organisation_admin:teams", *STAFF_READERS),
    _page("organisation_admin:checks", *STAFF_READERS),
    Row(
        "organisation_admin:team",
        in_admin(200, *STAFF_READERS),
        in_admin(302, *STAFF_MANAGERS),
        at="team_pk",
        data={"verb": "rename", "name": "Accueil général"},
    ),
    Row(
        "organisation_admin:move_team",
        in_admin(404, *STAFF_READERS),  # below which team, it asks
        in_admin(404, *STAFF_MANAGERS),
        at="team_pk",
    ),
    _page("organisation_admin:externals", *STAFF_READERS),
    _page("organisation_admin:externals_results", *STAFF_READERS),
    _form("organisation_admin:add_external", *STAFF_MANAGERS),
    _form("organisation_admin:change_external", *STAFF_MANAGERS, at="external"),
    _deed("organisation_admin:end_external", *STAFF_MANAGERS, at="external"),
    _form("organisation_admin:add_position", *STAFF_MANAGERS, at="person"),
    _form("organisation_admin:change_primary", *STAFF_MANAGERS, at="person"),
    _form("organisation_admin:end_position", *STAFF_MANAGERS, at="second"),
    _form("organisation_admin:delegate", *STAFF_MANAGERS, at="person"),
    _deed("organisation_admin:end_delegation", *STAFF_MANAGERS, at="given"),
    _page("organisation_admin:names", *STAFF_READERS, at="kind_of_name"),
    Row(
        "organisation_admin:name",
        in_admin(200, *STAFF_READERS),
        in_admin(302, *STAFF_MANAGERS),
        at="name",
        data={"name": "Saint-Aubin-sur-Mer"},
    ),
    _form("releases_admin:releases", *AUTHORS, TRAINING),
    _page("releases_admin:release", *AUTHORS, TRAINING, at="release"),
    _form("releases_admin:correct", *AUTHORS, TRAINING, at="release"),
    _deed("releases_admin:call_off", *AUTHORS, TRAINING, at="release"),
    _page("screen_admin:screens", *AUTHORS),
    _deed("screen_admin:close_change", *AUTHORS, at="change_pk"),
    _page("review_admin:to_review", *AUTHORS),
    _deed("review_admin:checked", *AUTHORS, at="article_pk", data={"months": "6"}),
    _form("course_admin:import", *AUTHORS),
    Row(
        "course_admin:import_run",
        in_admin(200, *AUTHORS, other=404),
        in_admin(302, *AUTHORS, other=404),
        at="sent_file",
        data={"decision": "again"},
    ),
    *[
        Row(
            f"course_admin:{name}",
            in_admin(200, *AUTHORS, other=404),
            admin_405(*AUTHORS),
            at=at,
        )
        for name, at in (
            ("import_progress", "sent_file"),
            ("faults", "sent_file"),
            ("look", "sent_question"),
        )
    ],
    _page("course_admin:export", *AUTHORS, at="module_pk"),
    _page("lessons_by_module", *AUTHORS),
    *_rules(),
    *_messages(),
    Row("learning_times", in_admin(200, ADMINISTRATOR), in_admin(302, ADMINISTRATOR)),
    _form("ambassadors_admin:rounds", TRAINING),
    _page("ambassadors_admin:unmet", TRAINING),
    _page("ambassadors_admin:round", TRAINING, at="round"),
    _page("ambassadors_admin:round_progress", TRAINING, at="round"),
    _deed("ambassadors_admin:publish", TRAINING, at="round"),
    _deed("ambassadors_admin:reassign", TRAINING, at="round"),
    _deed("ambassadors_admin:discard", TRAINING, at="round"),
    _deed("ambassadors_admin:leave_out", TRAINING, at="draft_pair"),
    _form("ambassadors_admin:network", TRAINING),
    _page("ambassadors_admin:coverage", TRAINING),
    _page("ambassadors_admin:coverage_table", TRAINING),
    _page("ambassadors_admin:effect", TRAINING),
    _page("ambassadors_admin:effect_table", TRAINING),
    _page("commitments_admin:commitments", TRAINING),
    _form("commitments_admin:add", TRAINING),
    _form("commitments_admin:change", TRAINING, at="commitment"),
    _form("commitments_admin:settle", TRAINING, at="commitment"),
    _deed("commitments_admin:discard", TRAINING, at="commitment"),
    _page("workshops_admin:workshops", TRAINING),
    _form("workshops_admin:add", TRAINING),
    _page("workshops_admin:workshop", TRAINING, at="workshop"),
    _form("workshops_admin:change", TRAINING, at="workshop"),
    _form("workshops_admin:add_date", TRAINING, at="workshop"),
    _form("workshops_admin:change_date", TRAINING, at="workshop_session"),
    _form("workshops_admin:register", TRAINING, at="workshop_session"),
    _deed("workshops_admin:unregister", TRAINING, at="workshop_session"),
    Row(
        "workshops_admin:call_off",
        in_admin(200, TRAINING),
        in_admin(302, TRAINING),
        at="workshop_session",
    ),
    _form("portal_tokens:tokens", ADMINISTRATOR),
    _deed("portal_tokens:revoke", ADMINISTRATOR, at="portaltoken_pk"),
    _form("adoption_contacts", *STAFF_MANAGERS, data={"was-phone": "7"}),
    Row(
        "adoption_contact_channels",
        in_admin(200, *STAFF_MANAGERS),
        in_admin(302, *STAFF_MANAGERS),
        data={"name": "Dialogue", "name_en": "Chat"},
    ),
]
