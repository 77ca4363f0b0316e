"""When the cloud helps, and what may leave the car for it."""
