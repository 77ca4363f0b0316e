"""What people keep in the car: appointments, notes, and where a story or quiz stands."""
