"""The ratings of people: read from the files that they make, and brought to the submissions that they mean.

ratings.py   records, and which submission and criterion a rating is of
reading.py   files of ratings
"""
