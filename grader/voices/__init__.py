"""Who speaks where nobody says it: turns found in a talk without names, each with the part it plays and how sure that is."""
