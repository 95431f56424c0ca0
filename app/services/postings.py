"""Clicks that were posted (过账凭据): whether what a form was about to save has been saved."""

from sqlalchemy import select

from app.models.access import Permission
from app.models.journal import Posting
from app.services.acts import query
from app.store.unit_of_work import Look


@query(Permission.VIEW)
def already_posted(look: Look, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some idempotency keys under which something was posted: their drafts are not needed any more."""
    found = look.session.scalars(select(Posting.uuid).where(Posting.uuid.in_(keys)))
    return tuple(found)
