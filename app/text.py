"""Marks for texts that a person reads, in layers that know no Qt.

Source texts are Chinese, the language of the users, the forms and the law. A marked text travels
untranslated and is translated where it is shown, in ``app.views``.
"""

from typing import Final

RULES: Final = "rules"
WORDS: Final = "words"


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Mark ``text`` for translation under ``context`` (``rules`` or ``words``) and return it as it is."""
    del context
    return text
