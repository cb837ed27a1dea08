"""The pages of the platform itself, app by app."""

from tests.access.matrix.answers import (
    AUTHORS,
    NOT_ALLOWED_PUBLIC,
    NOTICE_PUBLISHERS,
    PROGRAMME,
    SIGN_IN,
    STAFF_READERS,
    Row,
    admin_405,
    everybody,
    in_admin,
    only,
    owner,
    public,
)
from tests.access.world import ADMINISTRATOR, AMBASSADOR, MANAGER, TRAINING, open_month


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
        data={"notice": ["account:2.0", "access_log:2.0", "learning:4.0"]},
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
    Row("ambassadors:request_wishes", everybody(404), everybody(404)),
    Row("ambassadors:offer_wishes", only(200, AMBASSADOR), only(200, AMBASSADOR)),
    Row(
        "ambassadors:name_colleague",
        post=only(404, AMBASSADOR),
        data={"word": "gladly", "person": "00000000-0000-0000-0000-000000000000"},
    ),
    Row("ambassadors:forget_colleague", post=only(404, AMBASSADOR), data={"wish": "0"}),
    Row("ambassadors:capacity", post=only(302, AMBASSADOR), data={"capacity": 2}),
    Row("ambassadors:leave", only(200, AMBASSADOR), only(302, AMBASSADOR)),
    Row("ambassadors:sessions", post=only(200, AMBASSADOR)),
    Row("ambassadors:answer", post=owner(302), at="pair", data={"answer": "yes"}),
    Row("ambassadors:end", post=owner(302), at="pair"),
    Row("workshops:index", everybody(200)),
    Row("workshops:session", everybody(200), at="workshop_session"),
    Row("workshops:ask", post=everybody(200), at="workshop_session"),
    Row("workshops:give_up", post=everybody(302), at="workshop_session"),
    Row("workshops:calendar", everybody(200), at="workshop_session"),
    Row(
        "workshops:attendance",
        *[only(status, TRAINING, AMBASSADOR) for status in (200, 302)],
        at="workshop_session",
    ),
]

ADOPTION = [
    Row("adoption:team", only(200, MANAGER, *PROGRAMME)),
    Row("adoption:table", only(200, MANAGER, *PROGRAMME)),
    Row("adoption:parts_table", only(200, MANAGER, *PROGRAMME)),
    Row("adoption:reach", only(200, MANAGER, *PROGRAMME)),
    Row("adoption:reach_table", only(200, MANAGER, *PROGRAMME)),
    Row("adoption:further", only(200, *PROGRAMME)),
    Row("adoption:further_table", only(200, *PROGRAMME)),
    Row("adoption:chart", only(200, MANAGER, *PROGRAMME), at="chart"),
    Row("adoption:contacts", only(200, MANAGER, *PROGRAMME)),
    Row("adoption:contact_table", only(200, MANAGER, *PROGRAMME)),
    Row("adoption:contact_chart", only(200, MANAGER, *PROGRAMME), at="chart"),
    Row("adoption:populations", only(200, MANAGER, *PROGRAMME)),
    Row("adoption:programme", only(200, *PROGRAMME)),
    Row("adoption:programme_table", only(200, *PROGRAMME)),
    Row("adoption:programme_workbook", only(200, *PROGRAMME)),
    Row("adoption:register", only(200, *STAFF_READERS)),
    Row("adoption:registered_quarters", only(200, *STAFF_READERS)),
    Row("adoption:registered_quarter", only(200, *STAFF_READERS), at="closed_quarter"),
    Row("adoption:quarter_file", only(200, *STAFF_READERS), at="closed_quarter"),
    Row("adoption:publication", only(200, *STAFF_READERS), at="closed_month"),
    Row("adoption:publication_file", only(200, *STAFF_READERS), at="closed_month"),
    Row("adoption:measured", everybody(200)),
    Row("adoption:pack", only(200, *STAFF_READERS)),
    Row("adoption:pack_pdf", only(200, *STAFF_READERS)),
    Row("adoption:publish_pack", post=only(302, *NOTICE_PUBLISHERS)),
    Row("adoption:logbook", everybody(200)),
    Row("adoption:measurement", everybody(200), everybody(302), data={"counted": "no"}),
    Row(
        "adoption:link",
        everybody(200),
        everybody(302),  # all of them are linked, as the page says
        at="portal",
        data={"notice": "2.0"},
    ),
    # For machines: a token counts, and whoever is signed in is nobody there.
    Row("portal_api:api-root", public(404), public(405)),
    Row("portal_api:openapi-json", public(200), public(405)),
    Row("portal_api:days", public(405), public(401), at="portal"),
    Row("portal_api:links", public(405), public(401), at="portal"),
    Row("adoption:unlink", everybody(200), everybody(302), at="portal"),
    Row("adoption:goals", everybody(200), everybody(302), at="portal", data={"notice": "2.0"}),
    Row(
        "adoption:tick",
        post=everybody(302),
        at="portal",
        data={
            "notice": "2.0",
            "service": "messagerie",
            "month": lambda world: str(open_month()),
            "done": "no",
        },
    ),
    Row("adoption:erase", everybody(200), everybody(302), at="portal"),
    Row(
        "adoption:declare",
        everybody(200),
        everybody(302),
        at="month",
        data={"answer": "not_yet", "notice": "2.0"},
    ),
    Row("adoption:how_often", everybody(200), at="month"),
    Row(
        "adoption:barometer",
        everybody(200),
        everybody(200),
        data={"q-wish": "2", "notice": "1.0"},
    ),
    Row("adoption:habits", everybody(200), everybody(302), data={"notice": "1.0"}),  # answered
    Row(
        "adoption:keep_copy",
        post=everybody(302),
        data={"round": lambda world: world.shared["closed_round"].uuid, "notice": "1.0"},
    ),
    Row("adoption:survey_later", post=everybody(302), at="survey"),
    Row("adoption:own_answers", everybody(200)),
    Row("adoption:erase_answers", everybody(200), everybody(302), at="open_round"),
    Row("adoption:surveys", only(200, MANAGER, *PROGRAMME)),
    Row("adoption:survey_results", only(200, MANAGER, *PROGRAMME), at="closed_round"),
    Row("adoption:survey_table", only(200, MANAGER, *PROGRAMME), at="closed_round"),
    Row(
        "adoption:open_survey",
        post=only(302, TRAINING),
        data={"survey": "habits", "closes_on": "2026-12-24"},
    ),
    Row("adoption:close_survey", only(200, TRAINING), only(302, TRAINING), at="open_round"),
]
