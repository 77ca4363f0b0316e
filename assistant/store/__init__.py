"""Models on this machine: catalogue, download, verify, remove."""
