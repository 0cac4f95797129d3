"""Which part of a text is which step: what each passage looks like, then the likeliest course through all of them."""
