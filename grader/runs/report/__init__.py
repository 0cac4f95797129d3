"""Reports of a run, all made from its store alone.

figures.py    the run as columns of numbers, read in one pass
page.py       the report as a folder: a page, what it loads when asked, full reports
sections.py   the page's sections, and its tables as they are shown
listing.py    the list of all submissions
pictures.py   the pictures
data.py       the scripts that hold columns, names and details
"""
