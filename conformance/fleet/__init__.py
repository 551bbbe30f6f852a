"""Many targets, each a run of its own, on the workers of Dask; and one page over all of them."""
