"""A generation on a Milvus server: the files of a build → collections from which any machine answers."""
