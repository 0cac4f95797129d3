"""Text as the rest of the program sees it: passages and sentences, what is asserted, embeddings. The only door to spaCy."""
