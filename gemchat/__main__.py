"""``python -m gemchat``."""

from __future__ import annotations

import sys

from gemchat.cli import main

if __name__ == "__main__":
    sys.exit(main())
