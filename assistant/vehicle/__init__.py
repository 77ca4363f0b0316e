"""The car's signals and its backends."""
