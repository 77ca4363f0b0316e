"""What may leave the car, what has left it, and how it is made unrecognizable before."""
