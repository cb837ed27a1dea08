"""Lists what requires the password or the second factor again, once the last proof is older than ten minutes.

By the name of an address, or `namespace:*` for all of a namespace; docs/decisions/0051 says why each.
`people.middleware.RequireRecentProof` enforces it; tests/access/test_grave_acts.py names every other
address of the administration that takes a form, with the reason why it is not here.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _


# Seconds for which a password or a second factor counts as recent; django-allauth’s name for it.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600

ROLE = _("Give a role or the powers of a manager, or take them away")
ADDRESS = _("Change an address or a staff record")
INVITATION = _("Make an invitation to an account")
TOGETHER = _("Make invitations, or change a role, for several people")
SIGN_IN = _("Change how an account is signed in to")
PROVIDER = _("Change a sign-in service")
PUBLISH = _("Publish what everybody is shown")
WITHDRAW = _("Withdraw what is published")
TOKEN = _("Make a token for a machine")
ERASURE = _("Erase a person")
SETTING = _("Change a setting of the site")
CAMPAIGN = _("Start from the campaign of another organisation")
PEOPLE = _("Take away a file that names people")
MESSAGE = _("Write to many people in the organisation’s name")

# Asked when the form is sent: its page is also read for itself.
WHEN_SENT: dict[str, Any] = {
    "people_admin:person_roles": ROLE,
    "organisation_admin:delegate": ROLE,
    "organisation_admin:end_delegation": ROLE,
    "organisation_admin:add_position": ROLE,
    "organisation_admin:end_position": ROLE,
    "organisation_admin:change_primary": ROLE,
    "people:stand_in": ROLE,
    "people:end_stand_in": ROLE,
    "people_admin:import_run": ADDRESS,
    "people_admin:mapping_add": ADDRESS,  # how the list of each night is read
    "people_admin:mapping": ADDRESS,
    "people_admin:mapping_delete": ADDRESS,
    "organisation_admin:change_external": ADDRESS,
    "people_admin:invite": INVITATION,
    "people_admin:bulk_act": TOGETHER,
    "people:hand_code": INVITATION,
    "people_admin:reset_second_factor": SIGN_IN,
    "people_sign_in:delete": PROVIDER,
    "people_sign_in:untie": PROVIDER,
    "adoption:publish_pack": PUBLISH,
    "messages_admin:send": MESSAGE,
    "people_admin_web_push": PUBLISH,
    "portal_tokens:tokens": TOKEN,
    "rights_admin:request_file": PEOPLE,
    "rights_admin:file_letter": PEOPLE,
    "wagtailadmin_api:pages:action": WITHDRAW,
}

# Asked before the page is shown, and when its form is sent after all: it serves nothing else.
BEFORE_SHOWN: dict[str, Any] = {
    "mfa_activate_totp": SIGN_IN,
    "mfa_deactivate_totp": SIGN_IN,
    "mfa_view_recovery_codes": SIGN_IN,
    "mfa_generate_recovery_codes": SIGN_IN,
    "mfa_add_webauthn": SIGN_IN,
    "mfa_edit_webauthn": SIGN_IN,
    "mfa_remove_webauthn": SIGN_IN,
    "people_sign_in:add_openid": PROVIDER,
    "people_sign_in:add_saml": PROVIDER,
    "people_sign_in:provider": PROVIDER,
    "notice_admin:notice": PUBLISH,
    "rights_admin:erase": ERASURE,
    "mail_admin:mail": PUBLISH,
    "adoption:start_campaign": CAMPAIGN,
    "settings_admin:group": SETTING,
    "wagtail_bulk_action": WITHDRAW,
    "wagtailadmin_pages:unpublish": WITHDRAW,
    "wagtailadmin_pages:delete": WITHDRAW,
    "wagtailsnippets_cms_portal:delete": WITHDRAW,
    # Around our own pages, for a superuser alone.
    "wagtailusers_users:*": ROLE,
    "wagtailusers_groups:*": ROLE,
}

# A file, which is offered once more after the proof: no page would show that it has come.
FILES: dict[str, Any] = {
    "people_admin:import_changes": PEOPLE,
    "people_admin:import_lines": PEOPLE,
    "learning:mandatory_table": PEOPLE,
    "learning:mandatory_workbook": PEOPLE,
    "learning:nothing_to_do_table": PEOPLE,
    "learning:nothing_to_do_workbook": PEOPLE,
    "workshops:sheet": PEOPLE,
}

# Lists of Wagtail's that are a file where their address says `export`.
EXPORTS: dict[str, Any] = {"wagtailadmin_reports:*": PEOPLE}

# Of an address that serves several acts, those that are none, by what it takes: they withdraw nothing while the field
# sent has one of these values.
HARMLESS_ACTS = {
    "wagtail_bulk_action/quizzes/question/change": ("status", ["", "ready"]),
}

GRAVE_ACTS = {"sent": WHEN_SENT, "shown": BEFORE_SHOWN, "file": FILES, "export": EXPORTS}
