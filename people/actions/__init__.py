from people.actions.accounts import (
    change_theme,
    grant_role,
    invite,
    open_account,
    revoke_role,
)
from people.actions.delegations import delegate_team, end_delegation
from people.actions.externals import (
    add_external,
    change_external,
    end_external,
    partner_called,
)
from people.actions.files import discard_staged_file, stage_file
from people.actions.organisation import (
    close_team,
    merge_into,
    move_job,
    move_team,
    rename,
    rename_team,
    reopen_team,
)
from people.actions.positions import Work, add_position, change_primary, end_position
from people.actions.privacy import erase_person, record_look
from people.actions.staff import apply_staff_plan, lock_organisation
from people.actions.teams import reshape_teams


__all__ = [
    "Work",
    "add_external",
    "add_position",
    "apply_staff_plan",
    "change_external",
    "change_primary",
    "change_theme",
    "close_team",
    "delegate_team",
    "discard_staged_file",
    "end_delegation",
    "end_external",
    "end_position",
    "erase_person",
    "grant_role",
    "invite",
    "lock_organisation",
    "merge_into",
    "move_job",
    "move_team",
    "open_account",
    "partner_called",
    "record_look",
    "rename",
    "rename_team",
    "reopen_team",
    "reshape_teams",
    "revoke_role",
    "stage_file",
]
