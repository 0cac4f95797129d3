"""Whether what a calibration says is so: simulated graders whose errors are known, thousands of times over.

worlds.py   the graders, and what is true of them
sets.py     one data set: its figures beside the truth, and the line that is named as broken
tuning.py   data sets on which tuning can gain nothing, and such on which it can
study.py    many of them, on two processes
table.py    what came of it, as Markdown and CSV

`make simulate` runs all of it.
"""
