"""Find places by kind, name or address, as people say and recognizers hear them."""
