"""An offline-first voice assistant that lives in a car."""
