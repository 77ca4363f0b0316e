"""Skill bundles: manifests, loading, calling."""
