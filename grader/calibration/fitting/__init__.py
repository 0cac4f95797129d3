"""Tuning a rubric to people: fitted on one part of the interviews, judged on another.

nested.py    how a tuner's strength is chosen and its gain judged, on interviews that had no part in either
edges.py     ordered cut-offs: where levels, or bands, begin
cuts.py      expected levels from which the machine gives a level
bands.py     totals from which bands begin
weights.py   points of criteria and weights of dimensions
proposal.py  what of it is worth changing, and who would move
writing.py   the rubric's file with the change in it
"""
