"""Music and radio: the library, the queue, the player, and the service that skills ask."""
