from people.actions.accounts import (
    change_theme,
    grant_role,
    invite,
    open_account,
    revoke_role,
)
from people.actions.federation import (
    remove_provider,
    save_provider,
    tie_identity,
    untie_identities,
)
from people.actions.files import discard_staged_file, stage_file
from people.actions.privacy import erase_person, record_look
from people.actions.staff import apply_staff_plan, lock_organisation
from people.actions.teams import reshape_teams


__all__ = [
    "apply_staff_plan",
    "change_theme",
    "discard_staged_file",
    "erase_person",
    "grant_role",
    "invite",
    "lock_organisation",
    "open_account",
    "record_look",
    "remove_provider",
    "reshape_teams",
    "revoke_role",
    "save_provider",
    "stage_file",
    "tie_identity",
    "untie_identities",
]
