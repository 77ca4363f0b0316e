"""How models are made, shrunk and measured."""
