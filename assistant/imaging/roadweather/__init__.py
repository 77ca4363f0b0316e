"""Road pictures made hard: rain, night, fog and snow for driver-assistance test sets."""
