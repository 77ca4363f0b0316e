"""Supervised processes for native engines."""
