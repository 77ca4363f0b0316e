"""The doors of a running service."""
