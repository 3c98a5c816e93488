from __future__ import annotations

import pytest
from bootstrap import failures
from hypothesis import given
from hypothesis import strategies as st

NO_NETWORK = """\
WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by \
'NewConnectionError('<HTTPSConnection>: Failed to establish a new connection: \
[Errno -3] Temporary failure in name resolution')': /simple/numpy/
ERROR: Could not find a version that satisfies the requirement numpy==2.2.6 (from versions: none)
ERROR: No matching distribution found for numpy==2.2.6
"""
UNTRUSTED = """\
WARNING: Retrying (Retry(total=4)) after connection broken by \
'SSLError(SSLCertVerificationError(1, \
'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))': /simple/pip/
"""
WRONG_HASH = """\
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.
    rich==15.0.0:
        Expected sha256 0000
"""
NOT_BUILT = """\
  CMake Error at CMakeLists.txt:3 (project):
ERROR: Failed building wheel for llama-cpp-python
"""


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (NO_NETWORK, "no connection"),
        (UNTRUSTED, "not trusted"),
        (WRONG_HASH, "not the one"),
        ("ERROR: No matching distribution found for onnxruntime==1.28.0", "onnxruntime==1.28.0"),
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "full"),
        ("fatal error: error writing to /tmp/x.s: No space left on device\n" + NOT_BUILT, "full"),
        ("g++: fatal error: Killed signal terminated program cc1plus\n" + NOT_BUILT, "memory"),
        (NOT_BUILT, "could not be compiled"),
        ("ERROR: [WinError 32] The process cannot access the file", "may not be written"),
        ("", "failed"),
    ],
)
def test_output_is_recognised_by_its_cause_not_by_what_follows_from_it(
    output: str, words: str
) -> None:
    failure = failures.recognise(output)
    assert words in failure.message
    assert failure.remedy


@given(st.text())
def test_any_output_gives_a_plain_message(output: str) -> None:
    text = str(failures.recognise(output))
    assert text
    assert "\n" not in text
