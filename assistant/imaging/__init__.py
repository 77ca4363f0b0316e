"""Pictures: drawn on this machine, shown when it is safe."""
