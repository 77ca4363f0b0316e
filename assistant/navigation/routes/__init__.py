"""Routes over one map: the port, Valhalla behind it, and when to stop for energy."""
