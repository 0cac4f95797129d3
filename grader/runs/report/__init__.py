"""Reports of a run, all made from its store alone: pages, pictures, tables, files.

figures.py    the run as columns of numbers, read in one pass
"""
