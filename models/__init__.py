"""The models that the assistant uses: what exists (catalogue) and how we make it (recipes)."""
