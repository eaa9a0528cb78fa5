"""A generation in Milvus: what a build wrote on disk → collections that any machine answers from."""
