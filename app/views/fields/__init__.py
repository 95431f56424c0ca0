"""Fields in which people type (输入格): each reads its text when it is left, and marks what cannot be taken.

Every field has ``value()``, ``set_value()``, ``is_blank()`` and the signal ``typed``; ``value()`` raises
``InvalidEntry`` for what cannot be taken, ``None`` stands for an empty field that may stay empty.
"""

from app.views.fields.choice import Choice
from app.views.fields.entry import Entry, PlainEdit
from app.views.fields.long_text import LongText
from app.views.fields.measures import HoursEdit, MileageEdit, MoneyEdit, QuantityEdit
from app.views.fields.moments import MomentEdit
from app.views.fields.numbers import PhoneEdit, PlateEdit, VinEdit
from app.views.fields.picker import Picker

__all__ = [
    "Choice",
    "Entry",
    "HoursEdit",
    "LongText",
    "MileageEdit",
    "MomentEdit",
    "MoneyEdit",
    "PhoneEdit",
    "Picker",
    "PlainEdit",
    "PlateEdit",
    "QuantityEdit",
    "VinEdit",
]
