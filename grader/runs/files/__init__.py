"""A run as files: a row a submission, the tables, the whole assessments, a summary.

columns.py    what a row has
csv.py, jsonl.py, parquet.py, xlsx.py   rows as files, a few at a time
summary.py    the tables as Markdown
making.py     which files a report has

The same run gives the same bytes: no file has a date, a path of this machine or a random name in it.
"""
