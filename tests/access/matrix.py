"""Who gets what at every address of ours: one row for each, read by test_matrix.py.

An answer is a status, or one of two places to which somebody is sent away: SIGN_IN, DENIED.
"""

from dataclasses import dataclass, field
from functools import partial

from learning.queries.assignments import digest_of
from tests.access.world import (
    ADMINISTRATOR,
    AMBASSADOR,
    ANONYMOUS,
    EDITOR,
    GRANTED,
    MANAGER,
    OFFICER,
    ROLES,
    SIGNED_IN,
    TRAINING,
)


SIGN_IN = "sign in"  # sent to the sign-in page
DENIED = "denied"  # sent to the administration's first page, with a message


@dataclass(frozen=True, slots=True)
class Answers:
    """By role, for an object of one's own and for somebody else's."""

    own: dict[str, int | str]
    other: dict[str, int | str]

    def for_role(self, role, *, own):
        return (self.own if own else self.other)[role]


def _by_role(given, *, refused, anonymous):
    return {role: anonymous if role == ANONYMOUS else given.get(role, refused) for role in ROLES}


def public(status):
    everybody = dict.fromkeys(ROLES, status)
    return Answers(everybody, everybody)


def everybody(status, *, anonymous=SIGN_IN):
    answers = _by_role(dict.fromkeys(SIGNED_IN, status), refused=status, anonymous=anonymous)
    return Answers(answers, answers)


def owner(status):
    """For what is theirs; a stranger's does not exist."""
    return Answers(everybody(status).own, everybody(404).own)


def only(status, *roles):
    """For these roles; there is no such page for the others."""
    answers = _by_role(dict.fromkeys(roles, status), refused=404, anonymous=SIGN_IN)
    return Answers(answers, answers)


def in_admin(status, *roles, refused=404, other=None):
    """A page of the administration, whose own door stops whoever has no granted role."""

    def answers(status):
        given = dict.fromkeys(GRANTED, refused) | dict.fromkeys(roles, status)
        return _by_role(given, refused=SIGN_IN, anonymous=SIGN_IN)

    return Answers(answers(status), answers(status if other is None else other))


NOT_ALLOWED = everybody(405)
NOT_ALLOWED_PUBLIC = public(405)
written_by_authors = partial(in_admin, refused=DENIED)
AUTHORS = (EDITOR, ADMINISTRATOR)
PROGRAMME = (TRAINING, OFFICER)
STAFF_READERS = (TRAINING, OFFICER, ADMINISTRATOR)
NOTICE_PUBLISHERS = (OFFICER, ADMINISTRATOR)
STAFF_MANAGERS = (TRAINING, ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Row:
    """`at`: what the address names, see places.py. `data`: what a POST sends; a function asks the world."""

    name: str
    get: Answers = NOT_ALLOWED
    post: Answers = NOT_ALLOWED
    at: str = ""
    data: dict = field(default_factory=dict)

    def sent(self, world):
        return {name: each(world) if callable(each) else each for name, each in self.data.items()}


def admin_405(*roles, refused=404, status=405):
    return in_admin(status, *roles, refused=refused)


CORE = [
    Row("set_language", public(302), public(302), data={"language": "en"}),
    Row("wagtail_login", public(SIGN_IN), public(SIGN_IN)),
    Row("ready", public(200), NOT_ALLOWED_PUBLIC),
    Row("gallery", everybody(200)),
    Row("media", everybody(200), at="media"),
    Row("document", everybody(200), at="document"),
]

PAGES = [
    # Wagtail draws a page whatever the method, and writes nothing.
    Row("wagtail_serve", everybody(200), everybody(200), at=at)
    for at in ("home", "catalog", "module", "lesson", "article")
]

PEOPLE = [
    Row("people:login", everybody(302, anonymous=200), everybody(302, anonymous=200)),
    Row("people:logout", NOT_ALLOWED_PUBLIC, public(SIGN_IN)),
    Row("people:open_account", public(200), public(200)),
    Row("people:invitation", public(302), NOT_ALLOWED_PUBLIC, at="code"),
    Row("people:password_change", everybody(200), everybody(200)),
    Row("people:password_reset", public(200), public(200)),
    Row("people:password_reset_confirm", public(200), public(200), at="reset_token"),
    Row("people:set_theme", post=everybody(302), data={"theme": "dark"}),
    Row(
        "people:information",
        everybody(200),
        everybody(302),
        data={"notice": ["account:2.0", "access_log:2.0", "learning:3.0"]},
    ),
    Row("people:sessions", everybody(200)),
    Row("people:end_session", post=owner(302), at="session"),
    Row("people:end_other_sessions", post=everybody(302)),
    Row("people:mails", everybody(200), everybody(200)),
    Row("people:stop_mails", public(200), public(200), at="stop_token"),
    Row("people:my_data", everybody(200)),
    Row("people:who_looked", everybody(200)),
    Row("people:download_my_data", everybody(200)),
    Row("people:new_passphrase", post=everybody(302)),
    Row("people:reopened", everybody(404), everybody(404)),  # their accounts were never reopened
    Row("people:ask", everybody(200), everybody(200)),
    Row("people:held", everybody(200), at="class_of_data"),
    # Whoever once had a stand-in reads the history; only a manager of today names one.
    Row("people:stand_in", everybody(200), only(200, MANAGER)),
    Row("people:end_stand_in", post=owner(302), at="delegation"),
]

FEDERATION = [
    # No such provider answers in these tests; nobody asked for what comes back.
    Row("openid_connect_login", NOT_ALLOWED_PUBLIC, public(503), at="openid"),
    Row("openid_connect_callback", public(400), NOT_ALLOWED_PUBLIC, at="openid"),
    Row("saml_login", NOT_ALLOWED_PUBLIC, public(200), at="saml"),
    Row("saml_acs", NOT_ALLOWED_PUBLIC, public(302), at="saml"),
    Row("saml_finish_acs", public(400), NOT_ALLOWED_PUBLIC, at="saml"),
    Row("saml_metadata", public(200), NOT_ALLOWED_PUBLIC, at="saml"),
]

# django-allauth's, under addresses of ours: what changes a second factor first asks for the password.
SECOND_FACTOR = [
    Row("account_login", everybody(302, anonymous=200), everybody(302, anonymous=200)),
    Row("account_logout", NOT_ALLOWED_PUBLIC, public(SIGN_IN)),
    Row("account_inactive", public(200), NOT_ALLOWED_PUBLIC),
    Row("account_reauthenticate", *[everybody(200)] * 2),
    Row("mfa_index", everybody(200)),
    Row("mfa_authenticate", *[everybody(302, anonymous=SIGN_IN)] * 2),
    Row("mfa_reauthenticate", *[everybody(302)] * 2),
    Row("mfa_activate_totp", *[everybody(302)] * 2),
    Row("mfa_deactivate_totp", *[everybody(404)] * 2),
    Row("mfa_view_recovery_codes", *[everybody(302)] * 2),
    Row("mfa_generate_recovery_codes", *[everybody(302)] * 2),
    Row("mfa_list_webauthn", *[everybody(302)] * 2),
    Row("mfa_add_webauthn", *[everybody(302)] * 2),
    Row("mfa_login_webauthn", *[everybody(302)] * 2),
    Row("mfa_reauthenticate_webauthn", *[everybody(302)] * 2),
    Row("mfa_edit_webauthn", *[everybody(302)] * 2, at="passkey"),
    Row("mfa_remove_webauthn", *[everybody(302)] * 2, at="passkey"),
]

CMS = [
    Row("cms:organisation_css", public(200), NOT_ALLOWED_PUBLIC),
    Row("cms:accessibility", public(200), NOT_ALLOWED_PUBLIC),
    Row("cms:glossary", everybody(200)),
    Row("cms:screen_changed", post=everybody(302), at="screen_pk"),
    Row("cms:article", everybody(302), at="article_slug"),
]

QUIZZES = [
    Row("quizzes:progress", everybody(200)),
    Row("quizzes:about", everybody(200), at="quiz"),
    Row("quizzes:start", post=everybody(302), at="quiz"),
    Row("quizzes:attempt", owner(200), owner(302), at="attempt", data={"slot": 1, "verb": "skip"}),
    Row("quizzes:save", post=owner(200), at="attempt", data={"slot": 1, "sequence": 1}),
    # The question there is no scenario.
    Row("quizzes:choose", post=everybody(404), at="attempt", data={"slot": 1, "step": 0}),
    Row("quizzes:submit", post=owner(302), at="attempt"),
    Row("quizzes:result", owner(200), at="done"),
    Row("quizzes:placement", everybody(200), at="placement"),
    Row("quizzes:placement_begin", post=everybody(302), at="placement"),
    Row(
        "quizzes:placement_question",
        owner(200),
        owner(302),
        at="placing",
        data={"slot": 1, "verb": "skip"},
    ),
    Row("quizzes:placement_result", owner(200), at="placed"),
    Row("quizzes:review", everybody(200)),
    Row("quizzes:review_begin", post=everybody(302)),
    Row("quizzes:review_card", owner(200), owner(302), at="card", data={"verb": "skip"}),
    Row("quizzes:review_explained", owner(200), at="answered_card"),
    Row("quizzes:overview", owner(302), at="attempt"),  # this quiz explains at once
    Row("quizzes:results", everybody(200)),
    Row("quizzes:share", owner(200), owner(200), at="done"),
    Row("quizzes:withdraw", post=owner(302), at="shared"),
    Row("quizzes:received", only(200, MANAGER, TRAINING)),
    Row("quiz_admin:extra_times", in_admin(200, ADMINISTRATOR), admin_405(ADMINISTRATOR)),
    Row(
        "quiz_admin:extra_time",
        in_admin(200, ADMINISTRATOR),
        in_admin(302, ADMINISTRATOR),
        at="person",
    ),
]

LEARNING = [
    Row("learning:paths", everybody(200)),
    Row("learning:path", everybody(200), at="path"),
    Row("learning:follow", post=everybody(302), at="path"),
    Row("learning:pass_over", post=everybody(302), at="path"),
    Row("learning:take_up", post=everybody(302), at="path"),
    Row("learning:start", post=everybody(204), at="lesson"),
    Row("learning:mandatory", only(200, MANAGER, TRAINING)),
    Row("learning:mandatory_table", only(200, MANAGER, TRAINING)),
    Row("learning:mandatory_workbook", only(200, MANAGER, TRAINING)),
    Row("learning:programme", only(200, TRAINING)),
    Row("learning:programme_table", only(200, TRAINING)),
    Row("learning:programme_workbook", only(200, TRAINING)),
    Row("learning:nothing_to_do", only(200, TRAINING)),
    Row("learning:nothing_to_do_table", only(200, TRAINING)),
    Row("learning:nothing_to_do_workbook", only(200, TRAINING)),
    Row("learning:finish", post=everybody(302), at="lesson"),
    Row("learning:transcript", everybody(200)),
    Row("learning:transcript_pdf", everybody(200)),
    Row("learning:transcript_csv", everybody(200)),
    Row("learning:transcript_json", everybody(200)),
    Row("learning:receive_certificate", post=everybody(302), at="path"),
    Row("learning:certificate", owner(200), at="certificate"),
    Row("learning:certificate_pdf", owner(200), at="certificate"),
    Row("learning:share_certificate", post=owner(302), at="certificate"),
    Row("learning:take_back_certificate", post=owner(302), at="certificate"),
    Row("learning:renew_certificate", post=owner(302), at="certificate"),
    Row("verification:form", public(200), NOT_ALLOWED_PUBLIC),
    # Nobody shares one in this world: it is as if there were none.
    Row("verification:shown", public(404), NOT_ALLOWED_PUBLIC, at="certificate_code"),
    Row("learning:place", post=everybody(204), at="lesson", data={"place": ""}),
    Row("learning:notes", everybody(200)),
    Row("learning:notes_file", everybody(200)),
    Row("learning:save_note", post=everybody(302), at="lesson", data={"text": "À revoir."}),
    Row("learning:delete_note", post=owner(302), at="note"),
    Row("learning:bookmark", post=everybody(302), at="lesson", data={"kept": "yes"}),
    Row("learning:package", everybody(200), at="played"),
    Row("learning:package_state", post=everybody(400), at="played"),  # a form is no report
    Row("learning:package_try_out", only(200, *AUTHORS), at="scormpackage"),
]

AMBASSADORS = [
    Row("ambassadors:index", everybody(200)),
    Row("ambassadors:own_request", everybody(200), everybody(200)),
    Row("ambassadors:cancel", post=everybody(302)),
    Row("ambassadors:offer", everybody(200), everybody(200)),
    Row("ambassadors:capacity", post=only(302, AMBASSADOR), data={"capacity": 2}),
    Row("ambassadors:leave", only(200, AMBASSADOR), only(302, AMBASSADOR)),
    Row("ambassadors:sessions", post=only(200, AMBASSADOR)),
    Row("ambassadors:answer", post=owner(302), at="pair", data={"answer": "yes"}),
    Row("ambassadors:end", post=owner(302), at="pair"),
]

ADOPTION = [
    Row("adoption:team", only(200, MANAGER, *PROGRAMME)),
    Row("adoption:table", only(200, MANAGER, *PROGRAMME)),
    Row("adoption:chart", only(200, MANAGER, *PROGRAMME), at="chart"),
    Row("adoption:measured", everybody(200)),
    Row("adoption:pack", only(200, *STAFF_READERS)),
    Row("adoption:pack_pdf", only(200, *STAFF_READERS)),
    Row("adoption:publish_pack", post=only(302, *NOTICE_PUBLISHERS)),
    Row("adoption:logbook", everybody(200)),
    Row("adoption:measurement", everybody(200), everybody(302), data={"counted": "no"}),
    Row("adoption:unlink", everybody(200), everybody(302), at="portal"),
    Row("adoption:erase", everybody(200), everybody(302), at="portal"),
    Row(
        "adoption:declare",
        everybody(200),
        everybody(302),
        at="month",
        data={"answer": "not_yet", "notice": "1.0"},
    ),
    Row("adoption:how_often", everybody(200), at="month"),
]


def _rules():
    """Rules that assign a path, and named groups: the training department’s alone."""
    shown, refused = in_admin(200, TRAINING), admin_405(TRAINING)
    told = in_admin(302, TRAINING)
    draft = {"shown": lambda world: digest_of(world.shared["draft_rule"])}
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


ADMINISTRATION = [
    Row("people_admin_login", everybody(SIGN_IN), everybody(SIGN_IN)),
    Row("admin_logout", NOT_ALLOWED_PUBLIC, public(SIGN_IN)),
    Row("people_admin:staff", in_admin(200, *STAFF_READERS), admin_405(*STAFF_READERS)),
    Row("people_admin:staff_results", in_admin(200, *STAFF_READERS), admin_405(*STAFF_READERS)),
    Row("people_admin:import", *[in_admin(200, *STAFF_MANAGERS)] * 2),
    Row("people_admin:imports", in_admin(200, *STAFF_MANAGERS), admin_405(*STAFF_MANAGERS)),
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
        admin_405(*STAFF_MANAGERS),
        at="run",
    ),
    Row(
        "people_admin:import_changes",
        in_admin(200, *STAFF_MANAGERS, other=404),
        admin_405(*STAFF_MANAGERS),
        at="run",
    ),
    Row("people_admin:mappings", in_admin(200, *STAFF_MANAGERS), admin_405(*STAFF_MANAGERS)),
    Row("people_admin:mapping_add", *[in_admin(200, *STAFF_MANAGERS)] * 2),
    Row("people_admin:mapping", *[in_admin(200, *STAFF_MANAGERS)] * 2, at="mapping_pk"),
    Row(
        "people_admin:mapping_delete",
        in_admin(200, *STAFF_MANAGERS),
        in_admin(302, *STAFF_MANAGERS),
        at="mapping_pk",
    ),
    Row(
        "people_admin:person",
        in_admin(200, *STAFF_READERS),
        admin_405(*STAFF_READERS),
        at="person",
    ),
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
    Row("rights_admin:requests", in_admin(200, OFFICER), admin_405(OFFICER)),
    Row("rights_admin:requests_results", in_admin(200, OFFICER), admin_405(OFFICER)),
    Row(
        "rights_admin:request",
        in_admin(200, OFFICER),
        in_admin(302, OFFICER),
        at="data_request",
        data={"status": "answered", "answer": "C’est corrigé."},
    ),
    Row(
        "rights_admin:request_file",
        admin_405(OFFICER),
        in_admin(200, OFFICER),
        at="data_request",
    ),
    Row("notice_admin:notices", in_admin(200, *NOTICE_PUBLISHERS), admin_405(*NOTICE_PUBLISHERS)),
    Row("notice_admin:notice", *[in_admin(200, *NOTICE_PUBLISHERS)] * 2, at="purpose"),
    Row("mail_admin:mails", in_admin(200, ADMINISTRATOR), in_admin(302, ADMINISTRATOR)),
    Row("mail_admin:mail", *[in_admin(200, ADMINISTRATOR)] * 2, at="mail_kind"),
    Row("people_admin_retention", in_admin(200, *NOTICE_PUBLISHERS), admin_405(*NOTICE_PUBLISHERS)),
    Row("people_sign_in:providers", in_admin(200, ADMINISTRATOR), admin_405(ADMINISTRATOR)),
    Row("people_sign_in:add_openid", *[in_admin(200, ADMINISTRATOR)] * 2),
    Row("people_sign_in:add_saml", *[in_admin(200, ADMINISTRATOR)] * 2),
    Row("people_sign_in:provider", *[in_admin(200, ADMINISTRATOR)] * 2, at="openid_pk"),
    Row(
        "people_sign_in:delete",
        admin_405(ADMINISTRATOR),
        in_admin(302, ADMINISTRATOR),
        at="openid_pk",
    ),
    Row("people_sign_in:untie", admin_405(ADMINISTRATOR), in_admin(302, ADMINISTRATOR)),
    Row(
        "people_admin:reset_second_factor",
        admin_405(ADMINISTRATOR),
        # For somebody else: one's own is for another administrator.
        Answers(own=in_admin(404, ADMINISTRATOR).own, other=in_admin(302, ADMINISTRATOR).other),
        at="person",
    ),
    Row("organisation_admin:teams", in_admin(200, *STAFF_READERS), admin_405(*STAFF_READERS)),
    Row("organisation_admin:checks", in_admin(200, *STAFF_READERS), admin_405(*STAFF_READERS)),
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
    Row("organisation_admin:externals", in_admin(200, *STAFF_READERS), admin_405(*STAFF_READERS)),
    Row(
        "organisation_admin:externals_results",
        in_admin(200, *STAFF_READERS),
        admin_405(*STAFF_READERS),
    ),
    Row("organisation_admin:add_external", *[in_admin(200, *STAFF_MANAGERS)] * 2),
    Row("organisation_admin:change_external", *[in_admin(200, *STAFF_MANAGERS)] * 2, at="external"),
    Row(
        "organisation_admin:end_external",
        admin_405(*STAFF_MANAGERS),
        in_admin(302, *STAFF_MANAGERS),
        at="external",
    ),
    Row("organisation_admin:add_position", *[in_admin(200, *STAFF_MANAGERS)] * 2, at="person"),
    Row("organisation_admin:change_primary", *[in_admin(200, *STAFF_MANAGERS)] * 2, at="person"),
    Row("organisation_admin:end_position", *[in_admin(200, *STAFF_MANAGERS)] * 2, at="second"),
    Row("organisation_admin:delegate", *[in_admin(200, *STAFF_MANAGERS)] * 2, at="person"),
    Row(
        "organisation_admin:end_delegation",
        admin_405(*STAFF_MANAGERS),
        in_admin(302, *STAFF_MANAGERS),
        at="given",
    ),
    Row(
        "organisation_admin:names",
        in_admin(200, *STAFF_READERS),
        admin_405(*STAFF_READERS),
        at="kind_of_name",
    ),
    Row(
        "organisation_admin:name",
        in_admin(200, *STAFF_READERS),
        in_admin(302, *STAFF_MANAGERS),
        at="name",
        data={"name": "Saint-Aubin-sur-Mer"},
    ),
    Row("screen_admin:screens", in_admin(200, *AUTHORS), admin_405(*AUTHORS)),
    Row(
        "screen_admin:close_change",
        admin_405(*AUTHORS),
        in_admin(302, *AUTHORS),
        at="change_pk",
    ),
    Row("review_admin:to_review", in_admin(200, *AUTHORS), admin_405(*AUTHORS)),
    Row(
        "review_admin:checked",
        admin_405(*AUTHORS),
        in_admin(302, *AUTHORS),
        at="article_pk",
        data={"months": "6"},
    ),
    Row("course_admin:import", *[in_admin(200, *AUTHORS)] * 2),
    Row("course_admin:export", in_admin(200, *AUTHORS), admin_405(*AUTHORS), at="module_pk"),
    *_rules(),
    Row("learning_times", in_admin(200, ADMINISTRATOR), in_admin(302, ADMINISTRATOR)),
    Row("ambassadors_admin:rounds", *[in_admin(200, TRAINING)] * 2),
    Row("ambassadors_admin:round", in_admin(200, TRAINING), admin_405(TRAINING), at="round"),
    Row("ambassadors_admin:publish", admin_405(TRAINING), in_admin(302, TRAINING), at="round"),
    Row("ambassadors_admin:discard", admin_405(TRAINING), in_admin(302, TRAINING), at="round"),
    Row(
        "ambassadors_admin:leave_out",
        admin_405(TRAINING),
        in_admin(302, TRAINING),
        at="draft_pair",
    ),
    Row(
        "adoption_publications",
        in_admin(200, *STAFF_READERS, refused=DENIED),
        admin_405(*GRANTED),
    ),
]


def _listing(name, *roles):
    """The views of ours among those of a model's snippets: to list, to delete."""
    snippets, model = f"wagtailsnippets_{name}", name.partition("_")[2]
    shown, no_post = written_by_authors(200, *roles), written_by_authors(405, *roles)
    deleted = written_by_authors(302, *roles)
    return [
        Row(f"{snippets}:list", shown, no_post),
        Row(f"{snippets}:list_results", shown, no_post),
        Row(f"{snippets}:delete", shown, deleted, at=f"{model}_pk"),
    ]


def _chooser(name):
    """Wagtail lets everybody in the administration choose among titles."""
    return [
        Row(
            f"wagtailsnippetchoosers_{name}:{view}",
            in_admin(200, *GRANTED),
            in_admin(405, *GRANTED),
        )
        for view in ("choose", "choose_results")
    ]


REFERENCE = [
    *_listing("learning_path", *AUTHORS, TRAINING),
    *_listing("learning_scormpackage", *AUTHORS),
    Row("wagtailsnippets_learning_scormpackage:add", *[written_by_authors(200, *AUTHORS)] * 2),
    Row(
        "wagtailsnippets_learning_scormpackage:found",
        written_by_authors(200, *AUTHORS),
        written_by_authors(405, *AUTHORS),
        at="scormpackage_pk",
    ),
    *_listing("cms_portal", *AUTHORS),
    *_listing("cms_glossaryterm", *AUTHORS),
]

QUESTIONS = "wagtailsnippets_quizzes_question"
BANK = [
    *_listing("quizzes_quiz", *AUTHORS),
    *_listing("quizzes_question", *AUTHORS),
    *_listing("quizzes_category", *AUTHORS),
    *_chooser("quizzes_quiz"),
    *_chooser("quizzes_question"),
    Row(f"{QUESTIONS}:add", written_by_authors(200, *AUTHORS), written_by_authors(405, *AUTHORS)),
    Row(f"{QUESTIONS}:add_kind", *[written_by_authors(200, *AUTHORS)] * 2, at="kind"),
    Row(f"{QUESTIONS}:edit", *[written_by_authors(200, *AUTHORS)] * 2, at="question_pk"),
    Row(
        f"{QUESTIONS}:as_learner",
        written_by_authors(200, *AUTHORS),
        written_by_authors(405, *AUTHORS),
        at="question_pk",
    ),
    Row(f"{QUESTIONS}:remark", *[written_by_authors(200, *AUTHORS)] * 2, at="question_pk"),
    Row(
        f"{QUESTIONS}:remark_run",
        written_by_authors(200, *AUTHORS),
        written_by_authors(302, *AUTHORS),
        at="remark_run",
    ),
    Row("marking_admin:queue", in_admin(200, TRAINING), admin_405(TRAINING)),
    Row("marking_admin:next", in_admin(302, TRAINING), admin_405(TRAINING)),
    Row("marking_admin:answer", *[in_admin(404, TRAINING, other=200)] * 2, at="essay"),
    *[
        Row(name, written_by_authors(200, *AUTHORS), written_by_authors(405, *AUTHORS), at=at)
        for name, at in (
            ("wagtailsnippets_quizzes_quiz:all_statistics", ""),
            ("wagtailsnippets_quizzes_quiz:statistics", "quiz_pk"),
            ("wagtailsnippets_quizzes_quiz:statistics_file", "quiz_pk"),
            (f"{QUESTIONS}:statistics", "question_pk"),
        )
    ],
    Row(f"{QUESTIONS}:import", *[written_by_authors(200, *AUTHORS)] * 2),
    Row(
        f"{QUESTIONS}:template",
        written_by_authors(200, *AUTHORS),
        written_by_authors(405, *AUTHORS),
        at="file_format",
    ),
    Row(
        f"{QUESTIONS}:export",
        written_by_authors(200, *AUTHORS),
        written_by_authors(405, *AUTHORS),
    ),
    Row(
        f"{QUESTIONS}:export_file",
        written_by_authors(200, *AUTHORS),
        written_by_authors(405, *AUTHORS),
        at="file_format",
    ),
    *[
        Row(name, written_by_authors(200, *AUTHORS), written_by_authors(405, *AUTHORS), at=at)
        for name, at in (
            (f"{QUESTIONS}:versions", "question_pk"),
            (f"{QUESTIONS}:to_review", ""),
            ("wagtailsnippets_quizzes_category:tree", ""),
            ("wagtailsnippets_quizzes_quiz:as_learner", "quiz_pk"),
        )
    ],
    Row(
        f"{QUESTIONS}:reviewed",
        written_by_authors(405, *AUTHORS),
        written_by_authors(302, *AUTHORS),
        at="question_pk",
        data={"again_on": ""},
    ),
    Row(
        "wagtailsnippets_quizzes_category:edit",
        *[written_by_authors(200, *AUTHORS)] * 2,
        at="category_pk",
    ),
]

MATRIX = [
    *CORE, *PAGES, *PEOPLE, *SECOND_FACTOR, *FEDERATION, *CMS, *QUIZZES, *LEARNING, *AMBASSADORS,
    *ADOPTION, *ADMINISTRATION, *REFERENCE, *BANK,
]  # fmt: skip
