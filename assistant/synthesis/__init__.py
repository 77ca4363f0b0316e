"""Text to speech, with a phrase cache."""
