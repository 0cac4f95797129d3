"""Text as the rest sees it: passages and sentences, what is asserted, embeddings. The only door to spaCy."""
