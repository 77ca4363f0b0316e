"""The turn engine: when to listen, what to do, what to say."""
