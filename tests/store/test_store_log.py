from engine.store import disk_use, read_log


def test_the_last_lines_of_a_log_whole_ones_only(tmp_path):
    assert read_log(tmp_path) == ""
    (tmp_path / "log.txt").write_text("".join(f"line {n:04} {'x' * 500}\n" for n in range(100)))
    found = read_log(tmp_path, lines=2).splitlines()
    assert found == [f"line 0099 {'x' * 500}"]  # two lines' worth of bytes hold one of these whole
    (tmp_path / "log.txt").write_text("one\ntwo\nthree")
    assert read_log(tmp_path, lines=2) == "two\nthree"


def test_a_log_that_is_no_utf8_is_read_all_the_same(tmp_path):
    (tmp_path / "log.txt").write_bytes(b"caf\xe9\n")
    assert read_log(tmp_path) == "caf\ufffd"


def test_disk_use_counts_what_lies_deeper(tmp_path):
    (tmp_path / "checkpoints").mkdir()
    before = disk_use(tmp_path)
    (tmp_path / "checkpoints" / "1.safetensors").write_bytes(b"0" * 1000)
    (tmp_path / "plan.json").write_bytes(b"{}")
    assert disk_use(tmp_path) - before == 1002
