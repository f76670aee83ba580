"""How the program behaves toward the shell: terminals, signals, pipes, full disks, completion."""

import fcntl
import os
import pty
import re
import resource
import shutil
import signal
import struct
import subprocess
import termios
import time
import unittest

from support import COGNATE, ORDERS, SECONDS_MAX, Case, environment, model_folder, needs_model, run

ESCAPE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def run_on_terminal(*arguments, columns=90, **changes):
    """What the program writes when standard output and error are a terminal of this width."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    changes.setdefault("TERM", "xterm")
    process = subprocess.Popen([COGNATE, *map(str, arguments)], stdin=subprocess.DEVNULL,
                               stdout=child, stderr=child, env=environment(**changes))
    os.close(child)
    pieces = []
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:  # the last writer is gone
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(parent)
    assert process.wait(SECONDS_MAX) == 0, b"".join(pieces)
    return b"".join(pieces).decode("utf-8", "replace").replace("\r\n", "\n")


@needs_model
class Terminal(Case):
    def test_the_table_has_colours_and_fits_the_width(self):
        shown = run_on_terminal("match", *ORDERS, columns=80)
        self.assertIn("\x1b[32m", shown)
        for line in ESCAPE.sub("", shown).splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_no_color_and_a_dumb_terminal_are_honoured(self):
        self.assertNotIn("\x1b", run_on_terminal("match", *ORDERS, NO_COLOR="1"))
        self.assertNotIn("\x1b", run_on_terminal("match", *ORDERS, TERM="dumb"))

    def test_a_model_that_must_be_calibrated_says_so_once(self):
        if "none on this processor" in self.succeed("doctor").stdout:
            self.skipTest("this processor has no fast mode")
        (self.folder / "home/models").mkdir(parents=True)
        (self.folder / "home/models/mine").symlink_to(model_folder())
        arguments = ("match", *ORDERS, "--precision", "fast", "--model", "mine")
        home = self.folder / "home"
        first = run_on_terminal(*arguments, COGNATE_HOME=home)
        self.assertIn("mine is calibrated and packed for int8 first: some seconds, once", first)
        self.assertNotIn("calibrated", run_on_terminal(*arguments, COGNATE_HOME=home))

    def test_embedding_shows_how_fast_it_is(self):
        texts = self.write("texts.txt", "".join(f"text number {i}\n" for i in range(200)))
        shown = run_on_terminal("embed", texts, "--out", self.folder / "x.npy")
        self.assertIn("of 200 texts", shown)
        self.assertIn("texts/s", shown)
        self.assertIn("left", shown)


@needs_model
class Signals(Case):
    def stop(self, number):
        """Embeds until a temporary file is there, then sends the signal; the exit code."""
        texts = self.write("texts.txt", "".join(f"text number {i} of many\n"
                                                for i in range(200_000)))
        out = self.write("x.npy", "old")
        process = subprocess.Popen([COGNATE, "embed", texts, "--out", out], env=environment(),
                                   stderr=subprocess.PIPE)
        deadline = time.monotonic() + SECONDS_MAX
        while not any(name.endswith(".tmp") for name in self.names()):
            self.assertLess(time.monotonic(), deadline)
            self.assertIsNone(process.poll(), "it ended before it wrote")
            time.sleep(0.01)
        process.send_signal(number)
        _, errors = process.communicate(timeout=SECONDS_MAX)
        self.assertEqual(self.names(), ["texts.txt", "x.npy"], "no half file")
        self.assertEqual(out.read_text(), "old")
        self.assertIn(b"error: interrupted", errors)
        return process.returncode

    def test_ctrl_c_ends_with_130_and_leaves_the_old_file(self):
        self.assertEqual(self.stop(signal.SIGINT), 130)

    def test_a_polite_kill_ends_with_143_and_leaves_the_old_file(self):
        self.assertEqual(self.stop(signal.SIGTERM), 143)

    def test_ctrl_c_while_waiting_for_input(self):
        process = subprocess.Popen([COGNATE, "embed", "-"], env=environment(),
                                   stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(1)  # it has nothing to do but to wait; the code is the same if it had not begun
        self.addCleanup(process.kill)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(SECONDS_MAX), 130)
        process.stdin.close()
        process.stderr.close()

    def test_a_closed_pipe_is_quiet(self):
        process = subprocess.Popen([COGNATE, "match", *ORDERS, "--json"], env=environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        self.assertEqual((process.wait(SECONDS_MAX), errors), (141, b""))


def small_files_only():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


@needs_model
class FullDisk(Case):
    def setUp(self):
        super().setUp()
        self.texts = self.write("texts.txt", "".join(f"text {i}\n" for i in range(100)))

    def test_a_device_that_is_full(self):
        self.refuse(8, "/dev/full: No space left on device", "match", *ORDERS, "--out", "/dev/full")

    def test_standard_output_that_is_full(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([COGNATE, "match", *ORDERS], env=environment(), stdout=full,
                                  stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 8)
        self.assertEqual(done.stderr, b"error: standard output: No space left on device\n")

    def test_a_file_that_may_not_grow_leaves_the_old_one(self):
        out = self.write("x.npy", "old")
        self.refuse(8, "x.npy: File too large", "embed", self.texts, "--out", out,
                    preexec_fn=small_files_only)
        self.assertEqual(out.read_text(), "old")
        self.assertEqual(self.names(), ["texts.txt", "x.npy"])

    def test_a_full_disk_leaves_the_old_file(self):
        disk = self.folder / "disk"
        disk.mkdir()
        script = ('mount -t tmpfs -o size=64k none "$1" || exit 99; echo old > "$1/x.npy"; '
                  '"$2" embed "$3" --out "$1/x.npy"; code=$?; ls "$1"; cat "$1/x.npy"; exit $code')
        words = ["unshare", "-rm", "sh", "-c", script, "sh", disk, COGNATE, self.texts]
        done = subprocess.run(words, env=environment(), capture_output=True, check=False)
        if done.returncode in (1, 99) and b"space" not in done.stderr:
            self.skipTest("no right to mount a small disk: " + done.stderr.decode().strip())
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn(b"x.npy: No space left on device", done.stderr)
        self.assertEqual(done.stdout, b"x.npy\nold\n")


class Completion(Case):
    def complete(self, *words):
        """What bash offers for the last of the words."""
        script = ('source <("$0" completion bash); COMP_WORDS=("cognate" "$@"); COMP_CWORD=$#; '
                  '_cognate; printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "-c", script, COGNATE, *words], env=environment(),
                              capture_output=True, text=True, check=False, cwd=self.folder)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash_knows_commands_flags_and_files(self):
        self.write("orders.csv", "a\n1\n")
        self.assertEqual(self.complete("mat"), ["match"])
        self.assertEqual(self.complete("model", "i"), ["import"])
        self.assertEqual(self.complete("pca", "s"), ["show"])
        self.assertEqual(self.complete("match", "orders.csv", "--thres"), ["--threshold"])
        self.assertEqual(self.complete("match", "ord"), ["orders.csv"])

    def test_the_other_shells_accept_their_script(self):
        for shell in ("zsh", "fish"):
            script = run("completion", shell).stdout
            self.assertIn("cognate", script)
            if not shutil.which(shell):
                continue
            done = subprocess.run([shell, "-n", "/dev/stdin"], input=script, text=True,
                                  capture_output=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), shell)


class Help(Case):
    def test_every_command_explains_itself(self):
        for words in ([], ["match"], ["embed"], ["evaluate"], ["model"], ["model", "import"],
                      ["pca", "fit"], ["doctor"], ["completion"]):
            done = self.succeed(*words, "--help")
            self.assertIn("usage: " + " ".join(["cognate", *words]), done.stdout)

    def test_the_version_is_one_line(self):
        self.assertRegex(self.succeed("--version").stdout, r"^cognate \d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    unittest.main()
