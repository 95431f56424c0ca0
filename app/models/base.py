"""Ground of all entities: keys, times, enumerations, versions."""

import enum
from datetime import UTC, date, datetime
from typing import Any, ClassVar, cast

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Enum, Integer, MetaData, String, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from app.changes import Change
from app.clock import new_uuid
from app.values import Cost, Fen, Milli, Phone

Key = BigInteger().with_variant(Integer, "sqlite")


class UtcTime(TypeDecorator[datetime]):
    """A moment stored as UTC; naive datetimes are refused, aware ones come back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC for the database; ``ValueError`` for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without its zone cannot be stored"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back as aware UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


class Base(DeclarativeBase):
    """Ground of every entity.

    ``CHANGES`` says which docks a change of it concerns, ``SECRET`` which columns the audit never repeats.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: UtcTime(),
        date: Date(),
        Fen: BigInteger(),
        Milli: BigInteger(),
        Cost: BigInteger(),
        Phone: Text(),
        enum.StrEnum: Enum(enum.StrEnum, native_enum=False, length=32, values_callable=_values),
    }
    CHANGES: ClassVar[Change] = Change.NOTHING
    AUDITED: ClassVar[bool] = True
    SECRET: ClassVar[frozenset[str]] = frozenset()

    id: Mapped[int] = mapped_column(Key, primary_key=True)


class Versioned:
    """A record that people edit: its version guards against lost updates."""

    version: Mapped[int] = mapped_column(Integer, default=1, nullable=False)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Let the ORM count and compare versions."""
        return {"version_id_col": cls.__dict__.get("version", cls.version)}


class Documented:
    """A document: a client-made UUIDv7 is its identity before it has a number, and keeps it from posting twice."""

    uuid: Mapped[str] = mapped_column(String(36), unique=True, default=new_uuid)


def table_of(entity: type[Base]) -> Table:
    """Return the table behind an entity, for statements outside the ORM."""
    return cast("Table", entity.__table__)
