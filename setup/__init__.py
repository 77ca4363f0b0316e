"""Bring this checkout to life: ``python3 -m setup run|test|lock``, as the Makefile calls it.

Needs nothing but Python's own library. Each step leaves a stamp in ``.setup``, so that a second
start has nothing to do and needs no network; a step that was cut off is simply done again.
"""
