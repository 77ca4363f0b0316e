"""Maps, places, routes and spoken guidance, all offline."""
