"""Maps as artifacts: built from OpenStreetMap files, kept in versions, checked, removed."""
