class BackupError(Exception):
    """Why a backup was not made, read or restored, in words for whoever operates the platform. Names no person."""
