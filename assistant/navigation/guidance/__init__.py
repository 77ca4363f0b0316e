"""Spoken guidance along a route: a pure state machine, and what it says when."""
