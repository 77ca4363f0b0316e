"""Engines at OpenAI-compatible endpoints, behind the same ports as the local ones."""
