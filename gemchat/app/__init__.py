"""The program: everything is built once here, and runs."""
