"""One conversation: its history, its turns, and what happens while one runs. No I/O of its own."""
