"""Making what is learned: the embeddings, and the weights fitted on labelled texts. Nothing here is needed to grade."""
