"""Who speaks where nobody says it: turns of a talk without names, each with the part it plays and how sure that is."""
