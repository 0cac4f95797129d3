"""The ratings of people: read from the files that they make, and brought to the submissions that they mean.

ratings.py   records, and which submission and criterion a rating is of
formats/     files of ratings: tables, and what tools for labelling write
joined.py    the ratings of several files as one table
"""
