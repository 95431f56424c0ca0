"""What a transaction touched, told to every dock that watches it."""

from enum import Flag, auto


class Change(Flag):
    """Kinds of records that a transaction changed; a dock declares which of them it watches."""

    NOTHING = 0
    CUSTOMERS = auto()
    VISITS = auto()
    ORDERS = auto()
    LINES = auto()
    WORKSHOP = auto()
    QUALITY = auto()
    STOCK = auto()
    TOOLS = auto()
    MONEY = auto()
    CATALOGUE = auto()
    PEOPLE = auto()
    STATION = auto()
    PAPERS = auto()
    EVERYTHING = (
        CUSTOMERS
        | VISITS
        | ORDERS
        | LINES
        | WORKSHOP
        | QUALITY
        | STOCK
        | TOOLS
        | MONEY
        | CATALOGUE
        | PEOPLE
        | STATION
        | PAPERS
    )
