"""Calls and messages: contacts, the phone, and the services that skills ask."""
