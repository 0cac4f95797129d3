"""Figures of agreement, and how certain they are. Nothing here knows of files, rubrics or reports.

categories.py  levels: from tables of counts
numbers.py     scores: from sums of values, squares and products
truth.py       how well marks predict what many raters would say on average (PRMSE)
intervals.py   bootstrap over interviews, from sums an interview
groups.py      groups of interviews: standardised differences, impact ratios

Every figure is a function of sums over interviews. So a resample of interviews is a product of matrices, two thousand
of them cost little, and what belongs to one interview stays together. NaN is the one sign for undefined; it never
leaves the package `grader.calibration`, where a reason takes its place.
"""
