"""pyarrow (C++, AWS SDK for C++): its documentation of S3FileSystem and datasets."""

import pytest

from pelton import ACCESS_KEY, REGION, SECRET_KEY
from tools import contents, stored

pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not in the Python environment of these tests: see Tests/Tools/requirements.txt")
fs = pytest.importorskip("pyarrow.fs")


@pytest.fixture
def files(server):
    host = server.url.removeprefix("http://")
    return fs.S3FileSystem(
        access_key=ACCESS_KEY, secret_key=SECRET_KEY, endpoint_override=host, scheme="http", region=REGION, allow_bucket_creation=True,
        allow_bucket_deletion=True)


def test_files_streams_and_metadata(files, s3, bucket, tree):
    body = (tree / "big.bin").read_bytes()
    path = f"{bucket}/a folder/plus+sign & ünï"
    with files.open_output_stream(path, metadata={"Content-Type": "text/x-test", "x": "1"}) as out:
        out.write(b"hello")
    with files.open_input_stream(path) as stream:
        assert (stream.read(), stream.metadata()["Content-Type"]) == (b"hello", b"text/x-test")
    with files.open_output_stream(f"{bucket}/parts") as out:
        for start in range(0, len(body), 1_000_000):
            out.write(body[start:start + 1_000_000])
    assert "-" in s3.head_object(Bucket=bucket, Key="parts")["ETag"]
    with files.open_input_file(f"{bucket}/parts") as file:
        assert file.size() == len(body)
        file.seek(7_000_000)
        assert file.read(10) == body[7_000_000:7_000_010] and file.read_at(5, 11) == body[11:16]
    with pytest.raises(FileNotFoundError):
        files.open_input_file(f"{bucket}/missing")


def test_a_tree_is_copied_listed_moved_and_deleted(files, s3, bucket, tree):
    fs.copy_files(str(tree), f"{bucket}/t", source_filesystem=fs.LocalFileSystem(), destination_filesystem=files)
    assert {key: body for key, body in stored(s3, bucket, "t/").items() if not key.endswith("/") and key} == contents(tree)
    found = files.get_file_info(fs.FileSelector(f"{bucket}/t", recursive=True))
    assert {info.path.removeprefix(f"{bucket}/t/"): info.size for info in found if info.type == fs.FileType.File} == {
        name: len(body) for name, body in contents(tree).items()}
    assert {info.base_name for info in files.get_file_info(fs.FileSelector(f"{bucket}/t")) if info.type == fs.FileType.Directory} == {"many", "sub"}
    files.copy_file(f"{bucket}/t/one", f"{bucket}/copied")
    files.move(f"{bucket}/copied", f"{bucket}/moved")
    assert [info.type for info in files.get_file_info([f"{bucket}/copied", f"{bucket}/moved"])] == [fs.FileType.NotFound, fs.FileType.File]
    files.delete_file(f"{bucket}/moved")
    files.delete_dir(f"{bucket}/t")
    files.delete_dir_contents(bucket)
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)
    files.delete_dir(bucket)
    assert files.get_file_info(bucket).type == fs.FileType.NotFound


def test_a_dataset_in_parquet(files, bucket):
    import pyarrow.dataset as dataset
    import pyarrow.parquet as parquet

    table = pyarrow.table({"year": [2024, 2024, 2025, 2026], "value": [1.5, 2.5, 3.5, 4.5]})
    dataset.write_dataset(table, f"{bucket}/set", format="parquet", partitioning=["year"], partitioning_flavor="hive", filesystem=files)
    read = dataset.dataset(f"{bucket}/set", format="parquet", partitioning="hive", filesystem=files)
    assert len(read.files) == 3
    assert read.to_table(filter=dataset.field("year") == 2024)["value"].to_pylist() == [1.5, 2.5]
    parquet.write_table(table, f"{bucket}/one.parquet", filesystem=files)
    assert parquet.read_table(f"{bucket}/one.parquet", filesystem=files, columns=["year"])["year"].to_pylist() == [2024, 2024, 2025, 2026]
