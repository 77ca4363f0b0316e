"""Sound in and out: devices, recordings, resampling, echo, voice activity."""
