"""May this effect happen now? Pure functions."""
