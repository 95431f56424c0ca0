"""What every test stands on: Qt drawn unseen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
