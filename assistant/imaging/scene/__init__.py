"""Scenes written as small programs and drawn as vector art."""
