"""Groups of features, a file each, that `--without` names: a `Document` in, the terms to be counted out."""
