"""Tuning a rubric to people: fitted on one part of the interviews, judged on another.

nested.py    how a part's gain is judged, on interviews that had no part in it or in what was taken before it
edges.py     ordered cut-offs: where levels, or bands, begin
choosing.py  which of them to move and how far, inside the interviews that they are fitted to
cuts.py      expected levels from which the machine gives a level
bands.py     totals from which bands begin
weights.py   points of criteria and weights of dimensions
changes.py   numbers of the rubric that would be others, and marks by them
proposal.py  what of it is worth changing, and who would move
writing.py   the rubric's file with the change in it
"""
