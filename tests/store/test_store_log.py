from engine.store import read_log


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
