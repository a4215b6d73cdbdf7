"""Sessions and history files: what stays on disk."""
