"""Every entity in one import: what the schema and the mappers are made of."""

from app.models import (
    access,
    customers,
    journal,
    lines,
    money,
    orders,
    people,
    quality,
    station,
    stock,
    tools,
    visits,
    workshop,
)
from app.models.base import Base

ALL = (access, customers, journal, lines, money, orders, people, quality, station, stock, tools, visits, workshop)
METADATA = Base.metadata
