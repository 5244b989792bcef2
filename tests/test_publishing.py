"""The explorer written as files: whole or not at all, the same bytes, in a folder of its own."""

import json
import os
from pathlib import Path

import pytest
from drawn_networks import PAYLOADS
from hostile_graphs import ODD, write
from runs import run

import vanguard_graph as vg
from vanguard_graph.errors import OutputError, UsageError
from vanguard_graph.explorer.assets import Assets
from vanguard_graph.explorer.publications import MARK, check_paths, publish


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A small graph with odd ids, as a file."""
    path = tmp_path_factory.mktemp("small") / "small.nt"
    path.write_text(write(PAYLOADS[:3], ODD), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def small(source):
    return vg.load(source)


def list_files(folder):
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_everything_lies_in_the_folder_with_the_same_bytes_each_time(small, source, tmp_path):
    above = tmp_path / "above"
    above.mkdir()
    done = publish(small, above / "site", assets=Assets())
    first = list_files(above / "site")
    assert [path.name for path in above.iterdir()] == ["site"]
    assert done.files == len(first)
    assert done.bytes == sum(map(len, first.values()))
    assert {"index.html", "404.html", "vanguards/index.html", "assets/explorer.css"} <= {*first}
    assert {"data/graph.nt.gz", "downloads/graph.nt", "downloads/SHA256SUMS", MARK} <= {*first}
    # Made again by another object, in place of the first.
    publish(vg.load(source), above / "site", assets=Assets())
    assert list_files(above / "site") == first
    assert "sitemap.xml" not in first
    assert str(tmp_path).encode() not in b"".join(first.values())


def test_an_address_gives_canonical_links_and_a_sitemap(small, tmp_path):
    publish(small, tmp_path / "site", address="https://example.org/a&b", assets=Assets())
    files = list_files(tmp_path / "site")
    page = files["id/organisation/RM3/index.html"].decode()
    assert 'rel="canonical" href="https://example.org/a&amp;b/id/organisation/RM3/"' in page
    assert b"<loc>https://example.org/a&amp;b/id/organisation/RM3/</loc>" in files["sitemap.xml"]
    assert b"https://example.org/a&b/sitemap.xml" in files["robots.txt"]
    assert b'href="/a&amp;b/assets/explorer.css"' in files["404.html"]
    for wrong in ("example.org", "javascript:x", "https://example.org/?x"):
        with pytest.raises(UsageError, match="no address"):
            publish(small, tmp_path / "other", address=wrong, assets=Assets())
    assert not (tmp_path / "other").exists()


def test_a_folder_with_other_things_is_left_alone(small, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match="other things"):
        publish(small, folder, assets=Assets())
    assert (folder / "thesis.txt").read_text() == "mine"
    with pytest.raises(OutputError, match=r"a file|not a folder"):
        publish(small, folder / "thesis.txt", assets=Assets())
    with pytest.raises(OutputError, match="does not exist"):
        publish(small, tmp_path / "no" / "where", assets=Assets())


def test_what_somebody_added_to_a_publication_is_not_lost(small, tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    mark = {"made by": "vanguard-graph publish", "files": {"index.html": "0"}}
    (folder / MARK).write_text(json.dumps(mark))
    (folder / "index.html").write_text("old")
    (folder / "CNAME").write_text("example.org")
    with pytest.raises(OutputError, match="other things"):
        publish(small, folder, assets=Assets())
    (folder / "CNAME").unlink()
    publish(small, folder, assets=Assets())
    assert (folder / "index.html").read_text("utf-8") != "old"


def test_a_failure_leaves_the_old_publication(small, tmp_path, monkeypatch):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / MARK).write_text('{"made by": "vanguard-graph publish", "files": {}}')
    before = list_files(folder)
    written = Path.write_bytes
    count = iter(range(1000))

    def fail(path, data):
        if next(count) > 20:
            raise OSError(28, "No space left on device")
        return written(path, data)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OutputError, match="No space left"):
        publish(small, folder, assets=Assets())
    monkeypatch.undo()
    assert list_files(folder) == before
    assert os.listdir(tmp_path) == ["site"]


def test_ids_that_differ_in_capitals_only_are_refused():
    check_paths(["id/organisation/RM3/", "id/organisation/RM4/"])
    with pytest.raises(OutputError, match="capitals only"):
        check_paths(["id/organisation/RM3/", "id/organisation/rm3/"])


def test_the_command_writes_and_says_what_to_do_next(source, tmp_path):
    done = run("publish", str(tmp_path / "site"), "--graph", str(source))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "python -m http.server" in done.stderr
    assert (tmp_path / "site" / "index.html").is_file()
    refused = run("publish", str(tmp_path), "--graph", str(source))
    assert refused.returncode == 1
    assert "other things" in refused.stderr
