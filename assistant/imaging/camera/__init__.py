"""Cameras: opened on demand, shown as they see now, or shown as lost."""
