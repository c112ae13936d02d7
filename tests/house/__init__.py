"""The rules of the house: each is a small function over source text, shown to pass and shown to fail."""
