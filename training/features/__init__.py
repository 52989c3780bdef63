"""One file for each group of features that `--without` names; `Document` in, terms out."""
