"""What a desk is told: a refusal with its place, or a question that a reason answers."""

from collections.abc import Callable
from typing import Any

import pytest

from app.errors import NeedsConfirmation, Refusal
from app.models.access import Role
from tests.builders import Shop


def is_refused(
    shop: Shop,
    role: Role,
    service: Callable[..., Any],
    *args: object,
    match: str,
    place: str,
    kind: type[Refusal] = Refusal,
    **kwargs: Any,
) -> None:
    """See that a rule says no, in words that hold ``match``, and leads to ``place``."""
    with pytest.raises(kind, match=match) as refused:
        shop.do(role, service, *args, **kwargs)
    assert refused.value.place == place
    assert "{" not in str(refused.value), "every placeholder of the sentence is filled"


def asks_first(
    shop: Shop, role: Role, service: Callable[..., Any], *args: object, asked: dict[str, str], **kwargs: Any
) -> Any:
    """See that exactly the warnings ``asked`` (key: place) are put, that a yes needs a reason, and go on with one."""
    with pytest.raises(NeedsConfirmation) as doubted:
        shop.do(role, service, *args, **kwargs)
    assert {doubt.key: doubt.place for doubt in doubted.value.doubts} == asked
    assert all(str(doubt) and "{" not in str(doubt) for doubt in doubted.value.doubts)
    for key in asked:
        if len(asked) > 1:
            with pytest.raises(NeedsConfirmation) as rest:
                shop.do(role, service, *args, confirmed=frozenset({key}), reason="只看了一条", **kwargs)
            assert rest.value.keys == set(asked) - {key}
    with pytest.raises(Refusal, match="原因") as refused:
        shop.do(role, service, *args, confirmed=frozenset(asked), reason=" ", **kwargs)
    assert refused.value.place == "reason"
    return shop.do(role, service, *args, confirmed=frozenset(asked), reason="已核对", **kwargs)
