"""What users see and type: the only package that knows rich and prompt_toolkit."""
