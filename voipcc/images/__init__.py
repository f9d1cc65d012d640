"""The container images: built with buildah where it can be had, started and called as a trial.

`tools` finds or unpacks the programs, `building` makes the images of docker/Dockerfile, `composition` reads
docker/compose.yaml, `yard` starts its services without an engine, `trial` calls through them.
"""
