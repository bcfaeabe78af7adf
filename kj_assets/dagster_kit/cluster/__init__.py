"""Steps of a run on a Dask cluster: the run hands them out, workers do them.

Imported only where `data/store.yaml` names a cluster.
"""
