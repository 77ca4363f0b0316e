"""Wake word engines behind one port."""
