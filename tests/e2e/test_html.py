"""The report page in a real browser, where there is one."""

import re
import shutil
import subprocess
import unittest

from support import ORDERS, Case, needs_model

CHROMIUM = shutil.which("chromium")
NASTY = "<script>document.title='broken'</script>,\u05e9\u05dd,a&b\n1,x,2\n2,y,3\n3,z,4\n"


def text_of_page(path):
    """The page's elements after its script ran."""
    done = subprocess.run(
        [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--no-first-run", "--virtual-time-budget=5000", "--dump-dom", f"file://{path}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120, check=True)
    return done.stdout.decode()


@needs_model
class Page(Case):
    def page(self, source, target):
        out = self.folder / "mapping.html"
        self.succeed("match", source, target, "--out", out)
        return out

    def test_holds_every_match_and_asks_for_nothing(self):
        text = self.page(*ORDERS).read_text()
        self.assertIn("purchased_on", text)
        self.assertIsNone(re.search(r"https?:|<link|<img| src=", text))

    @unittest.skipUnless(CHROMIUM, "chromium is not installed")
    def test_its_script_runs_under_its_own_policy_and_no_other_does(self):
        path = self.write("nasty.csv", NASTY)
        page = text_of_page(self.page(path, path))
        self.assertIn('class="scripted"', page)
        self.assertIn("3 of 3 matches shown", page)
        self.assertIn("<title>nasty to nasty</title>", page)


if __name__ == "__main__":
    unittest.main()
