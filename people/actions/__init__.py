from people.actions.accounts import (
    change_theme,
    grant_role,
    invite,
    open_account,
    revoke_role,
)
from people.actions.files import discard_staged_file, stage_file
from people.actions.imports import (
    begin_applying,
    begin_checking_again,
    digest_of,
    forget_old_imports,
    note_progress,
    open_import,
    record_applied,
    record_check,
    record_failure,
    record_import,
    tell_administrators,
)
from people.actions.privacy import erase_person, record_look
from people.actions.staff import apply_staff_plan, lock_organisation
from people.actions.teams import reshape_teams


__all__ = [
    "apply_staff_plan",
    "begin_applying",
    "begin_checking_again",
    "change_theme",
    "digest_of",
    "discard_staged_file",
    "erase_person",
    "forget_old_imports",
    "grant_role",
    "invite",
    "lock_organisation",
    "note_progress",
    "open_account",
    "open_import",
    "record_applied",
    "record_check",
    "record_failure",
    "record_import",
    "record_look",
    "reshape_teams",
    "revoke_role",
    "stage_file",
    "tell_administrators",
]
