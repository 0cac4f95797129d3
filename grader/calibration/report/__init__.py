"""A calibration for people: a page, Markdown, JSON, lines for a terminal, and its tables as files.

page.py      the page
pictures.py  its pictures
words.py     what it comes to, in sentences
files.py     all files of a report
"""
