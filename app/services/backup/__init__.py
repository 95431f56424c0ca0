"""Backup and restore (备份、恢复): a copy is called good only after it was restored into a scratch file and checked.

Nothing here needs anybody to be signed in: whoever may look at the station may have it copied, and who restores is
asked by whoever calls.
"""

from app.services.backup.kept import Backup, good_backups, outdated
from app.services.backup.register import LastBackup, last_backup, last_of, note_backup
from app.services.backup.restoring import Newer, Prepared, discard, prepare, replace_present
from app.services.backup.taking import Places, Taken, step_word, take

__all__ = [
    "Backup",
    "LastBackup",
    "Newer",
    "Places",
    "Prepared",
    "Taken",
    "discard",
    "good_backups",
    "last_backup",
    "last_of",
    "note_backup",
    "outdated",
    "prepare",
    "replace_present",
    "step_word",
    "take",
]
