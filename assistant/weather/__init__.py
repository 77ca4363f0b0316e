"""What the car last heard from outside: the forecast and the exchange rates, with their age."""
