"""Our pages of the administration."""

from learning.queries.assignments import digest_of
from tests.access.matrix.answers import (
    AUTHORS,
    DENIED,
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
from tests.access.world import ADMINISTRATOR, GRANTED, OFFICER, TRAINING


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
