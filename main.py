"""The service station's desktop (工单): the program itself; run.py sets up what it needs and starts it."""

import sys

from app.start import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
