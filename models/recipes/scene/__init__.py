"""Our own picture model, trained on what the scene renderer draws."""
