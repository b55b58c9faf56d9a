"""A runbook worked in a real browser, from its start to its end: on a phone, under a strict policy and from the disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import watched_page
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
FAILOVER = "runbooks/dispensing-failover.html"
NIGHT = "2026-11-24T03:00:00Z"


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, built_site: Path, serve_folder: Callable[..., str]) -> str:
    if request.param == "file":
        return built_site.as_uri()
    return serve_folder(built_site, {"Content-Security-Policy": POLICY})


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def start(page: Page, address: str, *, began: str = "", keeper: str = "Ada Lovell", still: bool = False) -> None:
    """Starts a run; where the clock stands ``still``, in the very millisecond of the night."""
    if still:
        page.clock.set_fixed_time(NIGHT)
    else:
        page.clock.install(time=NIGHT)
    page.goto(address)
    button(page, "Start a run").click()
    page.get_by_label("Who holds the list").fill(keeper)
    if began:
        page.get_by_label("Outage began at").fill(began)
    button(page, "Start").click()


def current(page: Page) -> Locator:
    return page.locator("[aria-current='step']")


def test_a_run_from_start_to_end(phone: Page, root: str) -> None:
    start(phone, f"{root}/{FAILOVER}", began="2026-11-24T02:50")
    expect(current(phone)).to_have_id("step-tell-dispensaries")
    expect(current(phone)).to_be_focused()
    # RTO 2 h; what is open takes 75 min at worst, to authorise 15: 04:50 less 90 min.
    run = phone.locator(".ct-run")
    expect(run).to_contain_text("Elapsed10 min")
    expect(run).to_contain_text("RTO left1 h 49 min")
    expect(run).to_contain_text("Decide by03:20")
    for number in (1, 2, 3):
        button(phone, f"Done: step {number}").tap()
        expect(current(phone)).to_be_focused()
    expect(current(phone)).to_have_id("step-choose")
    current(phone).get_by_role("button", name="Yes", exact=True).tap()
    # What cannot be undone is shown whole, and confirmed, before it may be ticked.
    promote = phone.locator("#step-promote")
    expect(button(promote, "Done: step 5")).to_have_count(0)
    expect(promote.get_by_role("button", name="Copy", exact=True)).to_have_count(0)
    button(promote, "Confirm before doing step 5").tap()
    sheet = phone.get_by_role("dialog", name="This cannot be undone")
    expect(sheet).to_contain_text("ssh phx11 sudo -u postgres pg_ctl promote -D /var/lib/pgsql/data")
    expect(sheet.get_by_role("button", name="Copy")).to_have_count(0)
    button(sheet, "Confirmed").tap()
    expect(sheet).to_contain_text("Name who heard it")
    sheet.get_by_label("Confirmed on the bridge with").fill("Bo Hale")
    phone.keyboard.press("Enter")
    expect(promote).to_contain_text("✓ Confirmed 03:00 with Bo Hale")
    button(promote, "Done: step 5").tap()
    button(phone, "Put off step 6").tap()
    button(phone, "Skip step 7").tap()
    phone.get_by_label("Why is it skipped?").fill("Hatch at Southfield closed")
    phone.keyboard.press("Enter")
    phone.reload()
    expect(phone.locator("#step-print-test")).to_contain_text("– Skipped 03:00: Hatch at Southfield closed")
    button(phone, "Done: step 8").tap()
    button(phone, "Done: step 9").tap()
    expect(current(phone)).to_have_id("step-point-clients")
    button(phone, "End the run").tap()
    ending = phone.get_by_role("dialog", name="End the run")
    expect(ending.get_by_role("button", name="Complete except deferred")).to_have_count(0)
    expect(ending).to_contain_text("1 temporary change is not undone")
    button(ending, "Undone: step 2").tap()
    # A time in the future ends nothing; one that was typed counts, also where the next press is the one that ends.
    ending.get_by_label("Service is back since").fill("2026-11-24T04:30")
    button(ending, "Complete except deferred").tap()
    expect(ending).to_contain_text("This is in the future")
    expect(ending.get_by_label("Service is back since")).to_be_focused()
    ending.get_by_label("Service is back since").fill("2026-11-24T03:00")
    button(ending, "Complete except deferred").tap()
    expect(run).to_contain_text("Ended: complete except deferred, 03:00")
    expect(run).to_be_focused()
    button(phone, "Log and export").tap()
    log = phone.get_by_role("dialog", name="Log")
    expect(log).to_contain_text("Step 5 confirmed on the bridge with Bo Hale")
    log.get_by_text("For the plans: incidents/2026-11-24-").tap()
    with phone.expect_download() as saved:
        button(log, "Save as a file").last.tap()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "rta: 10m" in text
    assert "recovered: 2026-11-24T03:00:00+00:00" in text


def test_an_answer_folds_the_other_branch_and_paper_shows_it(desk: Page, site_url: str) -> None:
    start(desk, f"{site_url}/{FAILOVER}")
    for number in (1, 2, 3):
        button(desk, f"Done: step {number}").click()
    button(desk, "No, or nobody knows").click()
    promote = desk.locator("#step-promote")
    expect(promote).to_contain_text("Branch not taken")
    expect(promote.locator(".ct-command")).to_be_hidden()
    expect(current(desk)).to_have_id("step-call-meridian")
    desk.emulate_media(media="print")
    expect(promote.locator(".ct-command")).to_be_visible()
    desk.emulate_media(media="screen")
    button(desk, "Take back step 4").click()
    expect(promote.locator(".ct-command")).to_be_visible()


def test_values_are_asked_once_and_only_sound_ones_get_into_commands(desk: Page, site_url: str) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"{site_url}/runbooks/label-printers.html")
    expect(desk.locator("#step-clear-queue .ct-says")).to_have_text("Start a run and fill in printer to copy this.")
    start(desk, f"{site_url}/runbooks/label-printers.html")
    box = desk.get_by_label("Printer name on its sticker")
    for bad, said in (("LBL-N014; reboot", "may not stand in a command"), ("LBL-X1", "Should look like LBL-N014")):
        box.fill(bad)
        box.press("Tab")
        expect(desk.locator(".ct-placeholders .ct-wrong")).to_contain_text(said)
        expect(desk.locator("#step-clear-queue code").first).to_contain_text("cancel -a {{printer}}")
    box.fill("LBL-S007")
    box.press("Tab")
    button(desk.locator("#step-clear-queue"), "Copy").click()
    expect(button(desk.locator("#step-clear-queue"), "✓ Copied")).to_be_visible()
    assert (
        desk.evaluate("navigator.clipboard.readText()").strip()
        == "ssh print01 sudo cancel -a LBL-S007\nssh print01 sudo cupsenable LBL-S007"
    )


def test_a_press_straight_from_a_blank_is_heard(desk: Page, site_url: str) -> None:
    start(desk, f"{site_url}/runbooks/label-printers.html")
    desk.get_by_label("Printer name on its sticker").press_sequentially("LBL-S007")
    button(desk, "Done: step 1").click()
    expect(button(desk, "Take back step 1")).to_be_visible()


def test_a_secret_is_neither_shown_nor_kept(second: Page, site_url: str) -> None:
    path = "runbooks/label-printers.html"

    def secret(route):  # type: ignore[no-untyped-def]
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("data-placeholder=printer", "data-placeholder=printer data-secret"))

    second.route(f"**/{path}", secret)
    start(second, f"{site_url}/{path}")
    box = second.get_by_label("Printer name on its sticker")
    box.fill("LBL-S007")
    box.press("Tab")
    command = second.locator("#step-clear-queue code").first
    expect(command).to_contain_text("cancel -a ••••")
    second.evaluate("document.addEventListener('copy', () => { window.taken = document.activeElement.value; })")
    second.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    button(second.locator("#step-clear-queue"), "Copy").click()
    expect(button(second.locator("#step-clear-queue"), "✓ Copied")).to_be_visible()
    assert "cancel -a LBL-S007" in second.evaluate("window.taken")
    assert "LBL-S007" not in second.evaluate("JSON.stringify(localStorage)")
    second.reload()
    expect(command).to_contain_text("cancel -a {{printer}}")
    expect(box).to_have_value("")


def test_a_browser_without_clipboard_copies_the_old_way(desk: Page, site_url: str) -> None:
    desk.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    desk.goto(f"{site_url}/{FAILOVER}")
    desk.evaluate("document.addEventListener('copy', () => { window.taken = document.activeElement.value; })")
    button(desk.locator("#step-point-clients"), "Copy").click()
    expect(button(desk.locator("#step-point-clients"), "✓ Copied")).to_be_visible()
    assert desk.evaluate("window.taken").strip() == "nsupdate -k /etc/pharmx.key /opt/pharmx/south.nsupdate"


def test_what_the_clock_does_not_know_it_says(phone: Page, site_url: str) -> None:
    start(phone, f"{site_url}/{FAILOVER}")
    expect(phone.locator(".ct-clock")).to_contain_text("Elapsed? unknown")
    phone.locator(".ct-bar-clock").tap()
    clock = phone.get_by_role("dialog", name="Clock")
    expect(clock).to_contain_text("unknown because nobody has said when the outage began")
    button(clock, "Outage began: now").tap()
    expect(clock).to_contain_text("RTO left1 h 59 min")
    expect(clock).to_contain_text("Nothing rings here")
    due = clock.get_by_role("listitem").filter(has_text="Dispensing is down")
    expect(due).to_contain_text("? due 15 min after: noticed (time not known)")
    button(clock, "Noticed: now").tap()
    expect(due).to_contain_text("due at 03:15")
    phone.clock.fast_forward("06:00:00")
    button(clock, "Close").tap()
    expect(phone.locator(".ct-clock")).to_contain_text("✕ over by 4 h 00 min")
    expect(phone.get_by_role("button", name="messages due")).to_be_visible()
    expect(phone.locator(".ct-bar-clock")).to_have_text("✕ Clock")


def test_a_call_without_answer_leads_to_the_next(phone: Page, site_url: str) -> None:
    start(phone, f"{site_url}/{FAILOVER}")
    phone.evaluate(
        "document.addEventListener('click', (event) => { if (event.target.closest('a[href^=\"tel:\"]')) event.preventDefault(); })"
    )
    phone.locator(".ct-bar-call").tap()
    sheet = phone.get_by_role("dialog", name="Call")
    expect(sheet.locator(".ct-contacts > li").first).to_contain_text("Incident manager")
    sheet.locator("a[href^='tel:']").first.tap()
    button(sheet, "Close").tap()
    expect(phone.locator(".ct-calling")).to_contain_text("No answer by 03:05: call the next one. The plan does not say how long to wait.")
    phone.clock.fast_forward("05:30")
    expect(phone.locator(".ct-calling")).to_contain_text("✕ Called Incident manager")
    button(phone, "No answer").tap()
    expect(sheet).to_be_visible()
    # The plan says how long to wait for this one.
    who = sheet.locator(".ct-contacts > li").filter(has_text="No answer in 10 min: call the next").first
    who.locator("a[href^='tel:']").first.tap()
    button(sheet, "Close").tap()
    expect(phone.locator(".ct-calling")).to_contain_text("No answer by 03:15: call the next one.")
    expect(phone.locator(".ct-calling")).not_to_contain_text("does not say how long")


@pytest.fixture
def second(browser: Browser) -> Iterator[Page]:
    """Another device, whose pages come from the server alone, so that a test may change them on the way."""
    with watched_page(browser, viewport={"width": 390, "height": 844}) as page:
        page.add_init_script("delete Navigator.prototype.serviceWorker")
        yield page


def handed(page: Page) -> str:
    button(page, "Hand over").click()
    sheet = page.get_by_role("dialog", name="Hand over")
    expect(sheet.get_by_role("img", name="Code with the link")).to_be_visible()
    link = sheet.get_by_role("textbox", name="The link").input_value()
    sheet.get_by_label("Who holds the list now").fill("Bo Hale")
    button(sheet, "It is handed over").click()
    expect(page.locator(".ct-run")).to_contain_text("Bo Hale holds the list; this is a copy")
    return link


def test_a_run_is_handed_over_in_a_link(desk: Page, second: Page, root: str) -> None:
    start(desk, f"{root}/{FAILOVER}")
    button(desk, "Done: step 1").click()
    link = handed(desk)
    second.goto(link)
    sheet = second.get_by_role("dialog", name="Take over")
    expect(sheet).to_contain_text("by Ada Lovell; 1 of 9 steps marked.")
    expect(sheet).to_contain_text("✓ This device has the same text of all steps.")
    sheet.get_by_label("Your name").fill("Bo Hale")
    second.keyboard.press("Enter")
    expect(current(second)).to_have_id("step-stop-interface")
    expect(second.locator(".ct-run")).to_contain_text("Kept on this device only; Bo Hale holds the list.")
    assert "#run=" not in second.url


def test_what_comes_back_replaces_what_was_here_only_after_a_word(desk: Page, site_url: str) -> None:
    start(desk, f"{site_url}/{FAILOVER}")
    link = handed(desk)
    button(desk, "Done: step 1").click()
    desk.evaluate("(hash) => { location.hash = hash; }", link.split("#")[1])
    sheet = desk.get_by_role("dialog", name="Take over")
    expect(sheet).to_contain_text("This device has this run already, last changed 03:00, 1 steps marked.")
    desk.keyboard.press("Escape")
    expect(current(desk)).to_have_id("step-stop-interface")


def test_two_runs_and_two_windows(desk: Page, site_url: str) -> None:
    start(desk, f"{site_url}/{FAILOVER}")
    other = desk.context.new_page()
    other.goto(f"{site_url}/{FAILOVER}")
    expect(current(other)).to_have_id("step-tell-dispensaries")
    button(desk, "Done: step 1").click()
    expect(current(other)).to_have_id("step-stop-interface")
    desk.clock.fast_forward(60_000)
    desk.get_by_text("Other runs").click()
    button(desk, "Start another").click()
    desk.get_by_label("Name of this run").fill("Second night")
    button(desk, "Start").click()
    expect(current(desk)).to_have_id("step-tell-dispensaries")
    desk.get_by_text("Other runs").click()
    button(desk, "Fail dispensing over to South, 03:00: open").click()
    expect(current(desk)).to_have_id("step-stop-interface")


def test_runs_of_one_moment_on_two_devices_do_not_meet(desk: Page, second: Page, site_url: str) -> None:
    start(desk, f"{site_url}/{FAILOVER}", still=True)
    button(desk, "Done: step 1").click()
    link = handed(desk)
    start(second, f"{site_url}/{FAILOVER}", keeper="Cy Dunn", still=True)
    button(second, "Put off step 1").click()
    second.evaluate("(hash) => { location.hash = hash; }", link.split("#")[1])
    sheet = second.get_by_role("dialog", name="Take over")
    expect(sheet).to_contain_text("by Ada Lovell; 1 of 9 steps marked.")
    expect(sheet).not_to_contain_text("This device has this run already")
    sheet.get_by_label("Your name").fill("Bo Hale")
    second.keyboard.press("Enter")
    expect(second.locator(".ct-run")).to_contain_text("Bo Hale holds the list")
    expect(second.locator(".ct-step").first).to_contain_text("✓ Done")
    second.get_by_text("Other runs").click()
    button(second, "Fail dispensing over to South, 03:00: open").click()
    expect(second.locator(".ct-run")).to_contain_text("Cy Dunn holds the list")
    expect(second.locator(".ct-step").first).to_contain_text("… Put off")


@pytest.mark.parametrize("older", ["here", "there"])
def test_a_run_of_an_older_build_stays_the_run_it_is(desk: Page, site_url: str, older: str) -> None:
    """Such a build knew runs by the millisecond they were started in, and drops what it does not know of one that goes through it."""
    start(desk, f"{site_url}/{FAILOVER}")
    button(desk, "Done: step 1").click()
    forget = """() => {
      for (const key of Object.keys(localStorage).filter((key) => key.includes(':run:'))) {
        const { id, ...run } = JSON.parse(localStorage.getItem(key));
        localStorage.removeItem(key);
        localStorage.setItem(key.slice(0, key.lastIndexOf(':') + 1) + run.started, JSON.stringify(run));
      }
    }"""
    if older == "there":
        link = handed(desk)
        packed = "(hash) => continuityHandover.unpack(hash, continuityBook.read(document.querySelector('.ct-runbook')))"
        link = desk.evaluate(
            f"async (hash) => continuityHandover.pack({{ ...await ({packed})(hash), id: undefined }})", link.split("#run=")[1]
        )
    else:
        desk.evaluate(forget)
        desk.reload()
        button(desk, "Done: step 2").click()
        link = handed(desk).split("#run=")[1]
    desk.evaluate("(hash) => { location.hash = 'run=' + hash; }", link)
    sheet = desk.get_by_role("dialog", name="Take over")
    expect(sheet).to_contain_text(f"This device has this run already, last changed 03:00, {1 if older == 'there' else 2} steps marked.")
    sheet.get_by_label("Your name").fill("Bo Hale")
    desk.keyboard.press("Enter")
    expect(desk.locator(".ct-run")).to_contain_text("Bo Hale holds the list")
    desk.reload()
    expect(desk.locator(".ct-step").first).to_contain_text("✓ Done")
    assert desk.evaluate("Object.keys(localStorage).filter((key) => key.includes(':run:')).length") == 1


def test_a_receiver_with_another_text_is_told_and_a_broken_link_refused_aloud(desk: Page, second: Page, site_url: str) -> None:
    start(desk, f"{site_url}/{FAILOVER}")
    link = handed(desk)

    def other(route):  # type: ignore[no-untyped-def]
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('id="step-check-lag" data-hash=', 'id="step-check-lag" data-hash=0'))

    second.route(f"**/{FAILOVER}", other)
    second.goto(link)
    expect(second.get_by_role("dialog")).to_contain_text("another text of the runbook. Different here: step 3.")
    second.goto("about:blank")
    second.goto(link[:-30])
    expect(second.get_by_role("dialog")).to_contain_text("holds no run, or not all of it arrived")
    second.goto("about:blank")
    second.goto(link.replace("dispensing-failover", "label-printers"))
    expect(second.get_by_role("dialog")).to_contain_text("This run is of another runbook: Fail dispensing over to South.")


def test_a_newer_build_is_announced_and_never_swapped_in(second: Page, site_url: str) -> None:
    start(second, f"{site_url}/{FAILOVER}")
    for number in (1, 2):
        button(second, f"Done: step {number}").click()

    def newer(route):  # type: ignore[no-untyped-def]
        answer = route.fetch()
        page = (
            answer.text()
            .replace('id="step-check-lag" data-hash=', 'id="step-check-lag" data-hash=0')
            .replace("Read the replica lag", "Guess the replica lag")
        )
        page = page.replace('id="step-tell-dispensaries" data-hash=', 'id="step-tell-dispensaries" data-hash=0')
        route.fulfill(response=answer, body=page)

    second.route(f"**/{FAILOVER}", newer)
    second.reload()
    expect(second.locator(".ct-news")).to_contain_text("The runbook changed since this run began: step 1, 3 changed")
    second.get_by_text("What is different").click()
    different = second.locator(".ct-different").filter(has_text="Step 3, changed")
    expect(different.get_by_role("deletion")).to_contain_text("Read the replica lag")
    expect(different.get_by_role("insertion")).to_contain_text("Guess the replica lag")
    expect(second.locator(".ct-different").filter(has_text="Step 1, changed")).to_contain_text("something else in it changed")
    expect(current(second)).to_contain_text("As it stood when this run began:")
    expect(current(second).get_by_text("Read the replica lag")).to_be_visible()
    expect(second.locator("#step-check-lag > .ct-do")).to_be_hidden()
    button(second, "Go on with the newer text").click()
    expect(second.locator("#step-check-lag > .ct-do")).to_be_visible()
    expect(current(second)).to_have_id("step-tell-dispensaries")
    expect(second.locator("#step-stop-interface")).to_contain_text("✓ Done")


def test_a_browser_without_storage_says_so(desk: Page, site_url: str) -> None:
    desk.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    start(desk, f"{site_url}/{FAILOVER}")
    expect(desk.locator(".ct-run")).to_contain_text("Not kept: this browser gives no storage.")
    button(desk, "Done: step 1").click()
    expect(current(desk)).to_have_id("step-stop-interface")


def test_runs_stay_below_their_site_and_expire(desk: Page, site_url: str) -> None:
    start(desk, f"{site_url}/{FAILOVER}")
    (key,) = desk.evaluate("Object.keys(localStorage).filter((key) => key.includes(':run:'))")
    assert unquote(key).startswith("continuity:/:run:dispensing-failover:")
    assert json.loads(desk.evaluate("(key) => localStorage.getItem(key)", key))["keeper"] == "Ada Lovell"
    desk.clock.fast_forward(15 * 86_400_000)
    desk.goto(f"{site_url}/runbooks/label-printers.html")
    expect(button(desk, "Start a run")).to_be_visible()
    assert desk.evaluate("Object.keys(localStorage).filter((key) => key.includes(':run:'))") == []


def test_the_keyboard_alone_works_a_run(desk: Page, site_url: str) -> None:
    desk.clock.install(time=NIGHT)
    desk.goto(f"{site_url}/{FAILOVER}")
    button(desk, "Start a run").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Name of this run")).to_be_focused()
    desk.keyboard.press("Enter")
    for number in (1, 2, 3):
        expect(current(desk)).to_be_focused()
        expect(current(desk)).to_contain_text(f"Step {number} of 9")
        for _ in range(12):
            desk.keyboard.press("Tab")
            if desk.evaluate("document.activeElement.getAttribute('aria-label') || ''").startswith("Done: step"):
                break
        desk.keyboard.press("Enter")
    button(desk, "Clock").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("dialog", name="Clock")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    expect(button(desk, "Clock")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_clear_to_everybody_in_each_state(browser: Browser, site_url: str, scheme: str) -> None:
    """axe-core, WCAG 2.2 AA, wherever a run takes the reader."""
    with watched_page(browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme=scheme) as page:
        wrong: list[object] = []

        def look(state: str) -> None:
            wrong.extend(
                (state, v["id"], v["nodes"][0]["html"][:200], v["nodes"][0]["any"][0]["message"] if v["nodes"][0]["any"] else "")
                for v in Axe().run(page, options=AXE).response["violations"]
            )

        page.clock.install(time=NIGHT)
        page.goto(f"{site_url}/{FAILOVER}")
        button(page, "Start a run").click()
        look("asked")
        page.get_by_label("Outage began at").fill("2026-11-23T23:00")
        button(page, "Start").click()
        look("started")
        for name in ("Call", "Clock", "Log", "Hand over"):
            (page.locator(f".ct-bar-{name.lower()}") if name != "Hand over" else button(page, name)).click()
            expect(page.get_by_role("dialog", name=name)).to_be_visible()
            if name == "Hand over":
                expect(page.get_by_role("img", name="Code with the link")).to_be_visible()
            look(name)
            page.keyboard.press("Escape")
        for number in (1, 2, 3):
            button(page, f"Done: step {number}").click()
        look("decision")
        button(page, "Yes").click()
        button(page, "Confirm before doing step 5").click()
        look("cannot be undone")
        page.get_by_label("Confirmed on the bridge with").fill("Bo")
        page.keyboard.press("Enter")
        look("confirmed")
        button(page, "End the run").click()
        look("ending")
        button(page, "Abandoned").click()
        page.get_by_label("Why is it abandoned?").fill("A drill of this test")
        page.keyboard.press("Enter")
        expect(page.locator(".ct-run")).to_contain_text("Ended: abandoned")
        look("ended")
        assert wrong == []


def test_the_bar_is_in_reach_and_nothing_jumps(phone: Page, site_url: str) -> None:
    phone.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.moved += entry.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    for path, words in (
        (FAILOVER, "Call Steps Clock Log Search"),
        ("services/dispensing.html", "Call Runbooks Needs Search"),
        ("scenarios/ransomware.html", "Call Runbooks Order Hit Search"),
    ):
        phone.goto(f"{site_url}/{path}", wait_until="networkidle")
        bar = phone.locator(".ct-bar")
        assert " ".join(bar.get_by_role("link").or_(bar.get_by_role("button")).all_inner_texts()) == words
        box = bar.bounding_box()
        assert box is not None
        assert (box["y"] + box["height"], box["height"] >= 44) == (844, True)
        assert phone.evaluate("window.moved") < 0.02
    phone.locator(".ct-bar-search").tap()
    expect(phone.get_by_role("combobox", name="Search")).to_be_focused()
