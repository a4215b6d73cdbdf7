"""`python -m gemchat.demo`: serve the demo backend in the foreground until interrupted."""

from __future__ import annotations

import argparse
import sys
import threading

from gemchat.demo.server import DemoServer


def main() -> int:
    """Serve until Ctrl-C; the first line printed is the URL."""
    parser = argparse.ArgumentParser(prog="python -m gemchat.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="listen here (default: a free port)")
    parser.add_argument("--pace", type=float, default=0.02, help="seconds between two chunks")
    options = parser.parse_args()
    try:
        return _serve(DemoServer(pace=options.pace, port=options.port))
    except (OSError, OverflowError) as error:
        sys.stderr.write(f"{parser.prog}: cannot listen on port {options.port}: {error}\n")
        return 2


def _serve(server: DemoServer) -> int:
    with server as demo:
        sys.stdout.write(f"{demo.url}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
