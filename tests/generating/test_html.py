"""The page for a browser: complete, well formed, loading nothing, with every finding where it belongs."""

from __future__ import annotations

import base64
import hashlib
import itertools
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest

from schemalint import publish
from schemalint.config import Options, UsageError
from schemalint.generating.html.escaping import escaped, slug
from schemalint.model.replay import Replay, foremost
from schemalint.study import studies

ASSETS = Path(publish.__file__).parent / "generating" / "html"
DAY = "2026-11-22"
SHOP = """\
CREATE TYPE order_status AS ENUM ('new', 'paid', 'sent');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email email NOT NULL UNIQUE,
  referred_by bigint REFERENCES customers
);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
  status order_status NOT NULL DEFAULT 'new',
  total numeric(10,2) CONSTRAINT total_is_positive CHECK (total >= 0)
);
CREATE INDEX orders_open ON orders (id DESC) WHERE status <> 'sent';
CREATE TABLE lines (order_id bigint NOT NULL REFERENCES orders, position smallint NOT NULL, PRIMARY KEY (order_id, position));
CREATE SCHEMA log; CREATE TABLE log.orders (at timestamptz PRIMARY KEY, number bigint REFERENCES public.orders);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders FOR SELECT TO app USING (customer_id = 7);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW paid AS SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id;
CREATE MATERIALIZED VIEW best AS SELECT * FROM paid;
CREATE SEQUENCE numbers START 5;
COMMENT ON TABLE orders IS 'What a customer bought';
COMMENT ON COLUMN orders.total IS 'In euro';
"""
TOLD = """\
# Database Schema: Shop

## customers

People who buy.

| Column | Type | Nullable | Description |
|---|---|---|---|
| id | bigint | No | Number of the customer |
| email | text | Yes | [Describe email] |
| referred_by | bigint | Yes | Who sent them |
"""
VOID = {"meta", "input", "br", "link", "img"}


class Element:
    """An element of a page, with the text below it."""

    def __init__(self, name: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.name, self.attributes, self.parent = name, attributes, parent
        self.children: list[Element] = []
        self.pieces: list[str] = []

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    def all(self, name: str = "", kind: str = "") -> list[Element]:
        """Descendants by name and class, in order."""
        found = []
        for child in self.children:
            if (not name or child.name == name) and (not kind or kind in child.attributes.get("class", "").split()):
                found.append(child)
            found += child.all(name, kind)
        return found


class Reader(HTMLParser):
    """Builds the tree and insists that every element is closed where it should be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: {tag} {attrs}"
        made = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(made)
        if tag not in VOID:
            self.at = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert self._inside("svg"), f"<{tag}/> outside of a drawing"
        self.at.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.at.name, f"</{tag}> closes <{self.at.name}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        at: Element | None = self.at
        while at is not None:
            at.pieces.append(data)
            at = at.parent

    def _inside(self, name: str) -> bool:
        at: Element | None = self.at
        while at is not None and at.name != name:
            at = at.parent
        return at is not None


def read(text: str) -> Element:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.at is reader.root, f"<{reader.at.name}> is never closed"
    return reader.root


def by_id(root: Element, name: str) -> Element:
    found = [one for one in root.all() if one.attributes.get("id") == name]
    assert len(found) == 1, f"{name} is there {len(found)} times"
    return found[0]


def made(folder: Path, files: dict[str, str], *, name: str = "", **given: str) -> str:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    options = Options(isolated=True, today=DAY, no_cache=True)._replace(**given)  # type: ignore[arg-type]
    return publish.html((str(folder),), options, name=name)


def sound(text: str) -> Element:
    """What holds of every page."""
    root = read(text)
    ids = [one.attributes["id"] for one in root.all() if "id" in one.attributes]
    known = set(ids)
    assert len(ids) == len(known), "an id twice"
    for one in root.all():
        for name in ("href", "src", "action", "data", "poster", "srcset", "xlink:href"):
            value = one.attributes.get(name)
            assert value is None or (name == "href" and value.startswith("#")), f"{one.name} {name}={value}"
            if value is not None:
                assert value[1:] in known, f"{value} leads nowhere"
        assert "style" not in one.attributes and not any(key.startswith("on") for key in one.attributes)
        for name in ("for", "aria-controls"):
            assert one.attributes.get(name, ids[0]) in known
    assert len(root.all("script")) == len(root.all("style")) == 1
    assert not root.all("link") and not root.all("img") and not root.all("iframe") and not root.all("base")
    return root


@pytest.fixture
def shop(tmp_path: Path) -> Element:
    return sound(made(tmp_path, {"schema.sql": SHOP, "docs/schema.md": TOLD}, name="Shop", preset="strict"))


# --- the whole page -------------------------------------------------------------------------------------------------


def test_it_loads_nothing_and_its_policy_forbids_the_rest(tmp_path: Path) -> None:
    text = made(tmp_path, {"schema.sql": SHOP})
    root = sound(text)
    policy = next(one.attributes["content"] for one in root.all("meta") if "http-equiv" in one.attributes)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for kind in ("style", "script"):
        content = text[text.index(f"<{kind}>") + len(kind) + 2 : text.index(f"</{kind}>")]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules.pop(f"{kind}-src") == f"'sha256-{digest}'"
    assert rules == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    assert not re.search(r"url\(|@import|https?:|//\w|\bfetch\b|XMLHttpRequest|import\(|eval|innerHTML", text)


def test_the_same_schema_makes_the_same_bytes(tmp_path: Path) -> None:
    first = made(tmp_path / "shop", {"schema.sql": SHOP, "schema.md": TOLD})
    assert first == made(tmp_path / "shop", {})
    assert DAY in first


def test_nothing_to_show_is_an_error_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="defines a table"):
        made(tmp_path, {"query.sql": "SELECT 1;"})


def test_it_is_called_by_its_name_or_as_files_and_folders_tell(tmp_path: Path) -> None:
    folder = tmp_path / "web-shop"
    assert "<h1>Web Shop</h1>" in made(folder, {"db/schema.sql": SHOP})
    assert "<h1>Shop &amp; more</h1>" in made(folder, {}, name="Shop & more")


def test_landmarks_headings_and_labels_are_there(shop: Element) -> None:
    assert shop.all("html")[0].attributes["lang"] == "en"
    assert len(shop.all("main")) == len(shop.all("h1")) == len(shop.all("nav")) == 1
    levels = [int(one.name[1]) for one in shop.all() if re.fullmatch("h[1-6]", one.name) and not _within(one, "header")]
    assert levels[0] == 1 and all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    labelled = {one.attributes.get("for") for one in shop.all("label")}
    for one in (*shop.all("input"), *shop.all("select")):
        assert one.attributes.get("id") in labelled or _within(one, "label")
    for one in shop.all("button"):
        assert one.text or one.attributes.get("aria-label")
    for one in shop.all("th"):
        assert one.attributes["scope"] in ("row", "col")


def _within(one: Element, name: str) -> bool:
    return one.parent is not None and (one.parent.name == name or _within(one.parent, name))


# --- what it says ---------------------------------------------------------------------------------------------------


def test_every_object_of_the_schema_is_there(shop: Element) -> None:
    kinds = {one.attributes["id"] for one in shop.all("section", "thing")}
    assert kinds == {
        "table.customers", "table.orders", "table.lines", "table.log.orders", "view.paid", "view.best",
        "enum.order_status", "domain.email", "routine.touch", "sequence.numbers",
    }  # fmt: skip
    listed = {one.attributes["href"][1:] for one in shop.all("nav")[0].all("a")}
    assert kinds <= listed


def test_a_table_says_what_it_is_made_of(shop: Element) -> None:
    orders = by_id(shop, "table.orders")
    rows = {row.all("th")[0].text.split()[0]: row for row in orders.all("tbody")[0].all("tr") if row.all("th")}
    assert list(rows) == ["id", "customer_id", "status", "total"]
    cells = {name: [cell.text for cell in row.all("td")] for name, row in rows.items()}
    assert cells["total"] == ["numeric(10,2)", "yes", "", "In euro"]
    assert cells["status"] == ["order_statusnew, paid, sent", "no", "'new'", ""]
    assert [one.attributes["href"] for one in rows["status"].all("a")] == ["#enum.order_status"]
    assert [(one.attributes["href"], one.text) for one in rows["customer_id"].all("a")] == [
        ("#table.customers", "FKcustomers")
    ]
    assert rows["id"].all("abbr")[0].attributes["title"] == "primary key"
    text = orders.text
    for words in (
        "What a customer bought", "row-level security", "total_is_positive total >= 0", "on delete cascade",
        "orders_open (id desc) where status <> 'sent'", "touched before update, each row calls touch",
        "own for select to app using customer_id = 7",
    ):  # fmt: skip
        assert words in text, words


def test_names_are_spelled_as_they_were_written(tmp_path: Path) -> None:
    sql = """CREATE TABLE [Sales].[Person] ([PersonID] int NOT NULL CONSTRAINT PK_Person PRIMARY KEY);
    CREATE TABLE [dbo].[OrderLine] ([LineID] int NOT NULL, [SoldBy] int REFERENCES [Sales].[Person] ([PersonID]));
    CREATE INDEX ByPerson ON [dbo].[OrderLine] ([SoldBy]);"""
    text = made(tmp_path, {"schema.sql": sql}, dialect="tsql")
    root = sound(text)
    assert {one.all("a")[0].text for one in root.all("h3")} == {"sales.Person", "OrderLine"}
    lines = by_id(root, "table.orderline")
    assert "(SoldBy) → sales.Person (PersonID)" in lines.text and "ByPerson (SoldBy)" in lines.text.replace(
        "byperson", "ByPerson"
    )
    drawing = root.all("svg")[0].text
    assert "OrderLine(SoldBy) → sales.Person(PersonID)" in drawing and "soldby" not in drawing


def test_links_lead_both_ways(shop: Element) -> None:
    orders = {one.attributes["href"] for one in by_id(shop, "table.orders").all("a")}
    assert {"#table.lines", "#table.log.orders", "#view.paid", "#table.customers"} <= orders
    assert "#table.orders" in {one.attributes["href"] for one in by_id(shop, "table.lines").all("a")}
    assert "#view.best" in {one.attributes["href"] for one in by_id(shop, "view.paid").all("a")}
    assert "SELECT o.id, c.email" in by_id(shop, "view.paid").all("pre")[0].text


def test_what_documents_say_stands_beside_what_they_describe(shop: Element) -> None:
    customers = by_id(shop, "table.customers")
    assert customers.all("p", "about")[0].text.startswith("People who buy.")
    rows = {
        row.all("th")[0].text.split()[0]: row.all("td")[-1].text
        for row in customers.all("tr")
        if len(row.all("td")) > 1
    }
    assert rows["id"].startswith("Number of the customer") and rows["id"].endswith("schema.md:9")
    assert rows["email"] == "", "a placeholder describes nothing"


def test_findings_stand_below_the_row_they_are_about(shop: Element) -> None:
    customers = by_id(shop, "table.customers")
    body = customers.all("tbody")[0].children
    at = next(number for number, row in enumerate(body) if row.all("th") and row.all("th")[0].text.startswith("email"))
    notes = {one.all("code", "rule")[0].text: one for one in body[at + 1].all("li", "note")}
    assert {"nullability-drift"} <= notes.keys()
    assert "docs/schema.md:10" in notes["nullability-drift"].text and "Repair:" in notes["nullability-drift"].text
    key = next(one for one in customers.all("li") if one.text.startswith("foreign key customers_referred_by_fkey"))
    assert "unindexed-foreign-key" in [one.text for one in key.all("code", "rule")]
    assert "unindexed-foreign-key" not in body[at + 1].text


def test_every_open_finding_is_told_once_and_counted(tmp_path: Path) -> None:
    from schemalint.run import check

    root = sound(made(tmp_path, {"schema.sql": SHOP, "docs/schema.md": TOLD, "notes.md": "# Notes\n"}, preset="strict"))
    options = Options(isolated=True, today=DAY, no_cache=True, preset="strict")
    found = [one for one in check((str(tmp_path),), options).diagnostics if not one.suppressed]
    assert len(found) > 12
    told = root.all("li", "note")
    assert sorted(one.rule for one in found) == sorted(one.all("code", "rule")[0].text for one in told)
    figures = {
        one.attributes["class"].split()[0]: int(one.all("b")[0].text)
        for one in root.all("ul", "figures")[0].all("li")
        if one.attributes["class"]
    }
    for severity, many in figures.items():
        assert many == sum(one.severity == severity for one in found)
    per_rule = {one.all("code")[0].text: int(one.all("span", "count")[0].text) for one in root.all("details", "rule")}
    assert per_rule == {rule: sum(one.rule == rule for one in found) for rule in {one.rule for one in found}}


def test_findings_in_files_of_no_schema_are_told_apart(tmp_path: Path) -> None:
    upgrade = "ALTER TABLE customers ADD COLUMN a int; DELETE FROM customers WHERE email = NULL;"
    root = sound(made(tmp_path, {"schema.sql": SHOP, "upgrades/upgrade_1_to_2.sql": upgrade}, dialect="postgres"))
    apart = next(one for one in root.all("section", "findings") if "other files" in one.all("h2")[0].text)
    assert {one.all("code")[0].text for one in apart.all("details", "rule")} == {"null-comparison"}
    assert "upgrade_1_to_2.sql:1" in apart.text


def test_rules_that_broke_are_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from schemalint.run import judge

    monkeypatch.setattr(
        publish, "judge", lambda *given: judge(*given)._replace(failures=("unindexed-foreign-key <broke>",))
    )
    root = sound(made(tmp_path, {"schema.sql": SHOP}))
    assert [one.text for one in root.all("p") if one.attributes.get("role") == "alert"] == [
        "unindexed-foreign-key <broke>"
    ]


def test_what_is_suppressed_is_left_out(tmp_path: Path) -> None:
    quiet = "-- schemalint: ignore[unindexed-foreign-key] it is small\n" + SHOP[SHOP.index("CREATE TABLE customers") :]
    text = made(
        tmp_path, {"schema.sql": "CREATE DOMAIN email AS text; CREATE TYPE order_status AS ENUM ('a');\n" + quiet}
    )
    assert "unindexed-foreign-key" not in by_id(sound(text), "table.customers").text


def test_severity_is_told_by_more_than_colour(shop: Element) -> None:
    notes, badges = shop.all("li", "note"), shop.all("span", "badge")
    assert notes and badges
    for one in notes:
        severity = one.attributes["class"].split()[1]
        assert severity in one.all("span", "sev")[0].text
    for one in badges:
        assert re.search("error|warning|info", one.text)


def test_several_schemas_are_sections_of_one_page(tmp_path: Path) -> None:
    root = sound(
        made(
            tmp_path,
            {"shop/schema.sql": SHOP, "crm/dump.sql": "CREATE TABLE customers (id int PRIMARY KEY, nick text);"},
        )
    )
    ids = {one.attributes["id"] for one in root.all("section", "thing")}
    assert {"s1.table.customers", "s2.table.customers"} <= ids
    assert len(root.all("svg")) == 2
    assert sum("nick" in by_id(root, name).text for name in ("s1.table.customers", "s2.table.customers")) == 1


# --- hostile text ---------------------------------------------------------------------------------------------------

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;`{{x}}\u202egnp.exe\u2066\u200b"


def test_names_and_comments_of_others_stay_text(tmp_path: Path) -> None:
    name = EVIL.replace('"', '""')
    comment = EVIL.replace("'", "''")
    sql = f"""
    CREATE TABLE "{name}" ("{name}" int PRIMARY KEY DEFAULT 1, "a b" text CHECK ("a b" <> '{comment}'), "it's" int REFERENCES "{name}");
    CREATE TYPE "{name} kind" AS ENUM ('{comment}');
    CREATE VIEW "v {name}" AS SELECT '{comment}' AS x FROM "{name}";
    CREATE INDEX "i {name}" ON "{name}" ("a b");
    COMMENT ON TABLE "{name}" IS '{comment}'; COMMENT ON COLUMN "{name}"."a b" IS '{comment}';
    """
    document = (
        f"# Database Schema: x\n\n## a b\n\n| Column | Type | Description |\n|---|---|---|\n| id | int | {EVIL} |\n"
    )
    text = made(tmp_path, {"schema.sql": sql, "schema.md": document}, name=EVIL, preset="strict")
    root = sound(text)
    assert len(root.all("script")) == 1 and not root.all("img")
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\u200b]", text)
    assert "⟨U+202E⟩" in text
    assert any(one.text.startswith("</script>") for one in root.all("h3"))
    assert root.all("title")[0].text.startswith("</script><script>")


def test_what_cannot_be_seen_is_shown() -> None:
    assert escaped("a\0b\x1b[1m\u2028\ud800") == "a⟨U+0000⟩b⟨U+001B⟩[1m⟨U+2028⟩⟨U+D800⟩"
    assert escaped("a\r\nb\rc\td") == "a\nb\nc\td"
    assert escaped("می\u200cخواهم") == "می\u200cخواهم"
    assert escaped("<a href=\"x\" title='y'>&") == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;"


def test_ids_tell_names_apart() -> None:
    names = ["a b", "a.b", "a~b", "a~20~b", "ä", "a-b", "a_b", "A_b", "", "日本", "a\nb"]
    slugs = [slug(name) for name in names]
    assert len(set(slugs)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_~-]*", one) for one in slugs)
    assert slug("order_items") == "order_items"


def test_a_name_in_two_schemas_and_with_a_dot_makes_two_ids(tmp_path: Path) -> None:
    sql = 'CREATE SCHEMA a; CREATE TABLE a.b (x int); CREATE TABLE "a.b" (y int); CREATE TABLE public."A" (x int); CREATE TABLE "a" (x int);'
    root = sound(made(tmp_path, {"schema.sql": sql}))
    assert len(root.all("section", "thing")) == 4


@pytest.mark.parametrize(
    "sql", ["CREATE VIEW v AS SELECT 1;", "CREATE TABLE t ();", "CREATE TABLE t AS SELECT 1 AS x;"]
)
def test_little_is_enough(tmp_path: Path, sql: str) -> None:
    assert sound(made(tmp_path, {"schema.sql": sql})).all("section", "thing")


# --- colours --------------------------------------------------------------------------------------------------------


def _palettes() -> list[dict[str, str]]:
    style = (ASSETS / "page.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root[^{]*\{([^}]*)\}", style)
    assert len(blocks) == 3
    return [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})\b", block)) for block in blocks]


def test_text_stands_out_in_light_and_dark() -> None:
    light, system, chosen = _palettes()
    assert system == chosen, "dark is dark, whoever asks for it"
    pairs = [
        (text, back) for text in ("ink", "soft", "accent", "error", "warning", "info") for back in ("paper", "panel")
    ]
    pairs += [(text, f"{kind}-back") for kind in ("error", "warning", "info") for text in ("ink", "soft", kind)]
    pairs += [("ink", "hit"), ("soft", "hit"), ("accent", "hit")]
    for palette in (light, chosen):
        for text, back in pairs:
            assert _contrast(palette[text], palette[back]) >= 4.5, f"{text} on {back}"
        assert _contrast(palette["wire"], palette["panel"]) >= 3, "lines of the diagram"


def _contrast(first: str, second: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# --- real schemas ---------------------------------------------------------------------------------------------------


def _corpus(name: str) -> Path:
    folder = os.environ.get("SCHEMALINT_CORPUS", "")
    if not folder or not Path(folder, name).exists():
        pytest.skip("SCHEMALINT_CORPUS names no folder with the corpus")
    return Path(folder, name)


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    [
        "sakila/postgres-sakila-db/postgres-sakila-schema.sql", "danbooru/structure.sql", "dhis2/base",
        "oracle-samples", "supabase-auth", "tbls-samples",
    ],
)  # fmt: skip
def test_every_table_column_and_relation_of_real_schemas_is_there(name: str) -> None:
    path = str(_corpus(name))
    options = Options(isolated=True, today=DAY, no_cache=True)
    text = publish.html((path,), options)
    root = sound(text)
    replays = foremost(replay for study in studies((path,), options) for replay in study.replays)
    sections = {one.attributes["id"]: one for one in root.all("section", "thing")}
    for number, replay in enumerate(replays, 1):
        _complete(replay, f"s{number}." if len(replays) > 1 else "", sections)
    assert len(text.encode()) < 2_000_000 * max(1.0, sum(len(one.catalog.tables) for one in replays) / 300)


def _complete(replay: Replay, prefix: str, sections: dict[str, Element]) -> None:
    default = replay.catalog.default_schema
    for table in replay.catalog.tables.values():
        if table.assumed or table.kind == "temporary":
            continue
        schema = "" if table.schema == default else f"{slug(table.schema)}."
        section = sections[f"{prefix}table.{schema}{slug(table.name)}"]
        rows = [
            row.all("th")[0] for row in section.all("tr") if row.parent and row.parent.name == "tbody" and row.all("th")
        ]
        assert [row.text.split(" ")[0].casefold() for row in rows] == [
            one.name.split(" ")[0].casefold() for one in table.columns
        ]
        keys = [one for one in section.all("li") if one.text.startswith("foreign key")]
        assert len(keys) == sum(not key.ignored for key in table.foreign_keys)


# --- in a browser ---------------------------------------------------------------------------------------------------

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def browser() -> str:
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is None:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    return found


def shown(browser: str, file: Path, fragment: str, profile: Path) -> Element:
    """The page as a browser has it after its script ran."""
    run = subprocess.run(
        [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1280,900", "--enable-logging=stderr",
            "--virtual-time-budget=3000", f"--user-data-dir={profile}", "--dump-dom", f"{file.as_uri()}{fragment}",
        ],
        capture_output=True, text=True, timeout=120, encoding="utf-8",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    complaints = [line for line in run.stderr.splitlines() if ":CONSOLE" in line]
    assert complaints == [], "the page's own policy stops it, or its script fails"
    return read(run.stdout)


@pytest.mark.slow
def test_a_browser_filters_by_what_the_address_says(browser: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(made(tmp_path / "shop", {"schema.sql": SHOP}), encoding="utf-8")
    root = shown(browser, file, f"#q={quote('POSITION')}", tmp_path / "profile")
    assert "js" in root.all("html")[0].attributes["class"]
    left = [one.attributes["id"] for one in root.all("section", "thing") if "hidden" not in one.attributes]
    assert left == ["table.lines"]
    hits = [row.all("th")[0].text for row in root.all("tr", "hit")]
    assert [hit.split(" ")[0] for hit in hits] == ["position"]
    assert "1 of 10" in by_id(root, "count").text
    assert "hidden" in by_id(root, "nothing").attributes
    root = shown(browser, file, "#q=nothing-is-called-so", tmp_path / "profile")
    assert all("hidden" in one.attributes for one in root.all("section", "thing"))
    assert "hidden" not in by_id(root, "nothing").attributes


@pytest.mark.slow
def test_a_browser_shows_one_table_and_its_neighbours(browser: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(made(tmp_path / "shop", {"schema.sql": SHOP}), encoding="utf-8")
    root = shown(browser, file, "#around=table.lines", tmp_path / "profile")
    near = {one.all("text", "h")[0].text for one in root.all("g", "near")}
    assert near == {"lines", "orders"}
    assert root.all("g", "main")[0].all("text", "h")[0].text == "lines"
    assert len(root.all("path", "near")) == 1
    assert all("NaN" not in one.attributes["d"] for one in root.all("path"))
    root = shown(browser, file, "", tmp_path / "profile")
    assert not root.all("g", "near") and all("hidden" not in one.attributes for one in root.all("section", "thing"))
    assert len(root.all("button", "show")) == 4
