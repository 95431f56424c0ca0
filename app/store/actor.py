"""Who is acting (操作人)."""

from dataclasses import dataclass

from app.models.access import Permission, Role, permissions_of


@dataclass(frozen=True, slots=True)
class Actor:
    """A person signed in: account key, login, name on papers, posts and what they permit."""

    account_id: int
    login: str
    name: str
    roles: frozenset[Role]
    permissions: frozenset[Permission]

    @classmethod
    def of(cls, account_id: int, login: str, name: str, roles: frozenset[Role]) -> "Actor":
        """Return the actor for an account with ``roles``."""
        return cls(account_id, login, name, roles, permissions_of(roles))

    def may(self, permission: Permission) -> bool:
        """Tell whether this person may do ``permission``."""
        return permission in self.permissions


NOBODY = Actor(0, "", "", frozenset(), frozenset())

AT_THE_MACHINE = Actor(0, "", "", frozenset(), frozenset({Permission.VIEW, Permission.SEE_PHONES, Permission.SEE_COST}))
"""The station's owner at the machine itself (本机站主): whoever types a command beside the data can read all of it
anyway. May look and print, nothing else; the audit keeps no account for it, but the PC and the reason."""
