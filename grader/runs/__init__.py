"""Many submissions as one run: listed, graded on one machine or many, kept in a store that outlives any end, reported.

sources/     what the words of a command line mean: folders, globs, tables, archives, addresses
store.py     the run's SQLite file, the only truth
manifest.py  what a run was made by, and how two differ
listing.py   from sources to rows of the store: what is new, what has changed
worker.py    the process that grades
engines/     who starts the workers: this machine, or a Dask cluster
batch.py     the run itself
"""
