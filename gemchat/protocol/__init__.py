"""The Gemini API without the network: bytes and JSON in, values out, and the other way."""
