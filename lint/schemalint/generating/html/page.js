"use strict";
(function () {
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  root.classList.add("js");
  for (const one of all("#theme, #menu, #search, .tools")) one.hidden = false;

  const decoded = (text) => { try { return decodeURIComponent(text); } catch (_) { return text; } };

  // --- colours ---------------------------------------------------------------
  const themes = ["", "light", "dark"];
  const signs = { "": "◐", light: "☀", dark: "☾" };
  const words = { "": "as the system has them", light: "light", dark: "dark" };
  const store = {
    get() { try { return localStorage.getItem("schemalint-theme") || ""; } catch (_) { return ""; } },
    set(value) { try { localStorage.setItem("schemalint-theme", value); } catch (_) { /* no storage here */ } },
  };
  function paint(theme) {
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
    $("theme").textContent = signs[theme];
    $("theme").setAttribute("aria-label", "Colours: " + words[theme]);
  }
  let theme = themes.includes(store.get()) ? store.get() : "";
  paint(theme);
  $("theme").addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    paint(theme);
    store.set(theme);
  });

  // --- the list at the side on narrow screens --------------------------------
  const side = document.querySelector(".side");
  function open(wide) {
    side.classList.toggle("open", wide);
    $("menu").setAttribute("aria-expanded", String(wide));
  }
  $("menu").addEventListener("click", () => open(!side.classList.contains("open")));

  // --- the filter ------------------------------------------------------------
  const query = $("query");
  const only = $("only");
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const entries = new Map();
  for (const link of all("#contents .group a")) {
    entries.set(decoded(link.hash.slice(1)), link.parentNode);
  }
  let things = null;
  function gather() {
    things = all(".thing").map((section) => {
      const rows = all(".cols tbody tr:not(.found)", section).map((row) => [row, fold(row.textContent)]);
      const words = all("h3 .self, .about, .facts, .parts > li, .values li, pre", section).map((part) => fold(part.textContent));
      return {
        section,
        rows,
        entry: entries.get(section.id),
        words: words.concat(rows.map((row) => row[1])).join("\n"),
        found: section.querySelector(".note") !== null,
      };
    });
  }
  function filter(leap) {
    const parts = fold(query.value).split(/\s+/).filter(Boolean);
    if (!things && !parts.length && !only.checked) return;
    if (!things) gather();
    let shown = 0;
    let first = null;
    for (const one of things) {
      const fits = parts.every((part) => one.words.includes(part)) && (!only.checked || one.found);
      one.section.hidden = !fits;
      if (one.entry) one.entry.hidden = !fits;
      if (!fits) continue;
      shown += 1;
      if (!first) first = one.section;
      for (const [row, text] of one.rows) row.classList.toggle("hit", parts.some((part) => text.includes(part)));
    }
    const busy = parts.length > 0 || only.checked;
    for (const heading of all("main .schema > h2")) {
      let next = heading.nextElementSibling;
      let some = !next || !next.classList.contains("thing");
      while (next && next.classList.contains("thing") && !some) { some = !next.hidden; next = next.nextElementSibling; }
      heading.hidden = busy && !some;
    }
    for (const one of all(".diagram, .findings, .head")) one.hidden = parts.length > 0;
    for (const group of all(".group")) {
      const left = all("li", group).filter((item) => !item.hidden).length;
      group.hidden = busy && !left;
      if (busy && left) group.open = true;
    }
    $("nothing").hidden = shown > 0;
    $("count").textContent = busy ? shown + " of " + things.length : "";
    if (leap && first) first.scrollIntoView({ block: "start" });
  }
  function remember() {
    const hash = query.value ? "#q=" + encodeURIComponent(query.value) : location.hash.startsWith("#q=") ? "#" : "";
    if (!hash) return;
    try { history.replaceState(null, "", hash); } catch (_) { /* some browsers do not let files do so */ }
  }
  let later = 0;
  query.addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(() => { filter(false); remember(); window.scrollTo(0, 0); }, things ? 60 : 0);
  });
  only.addEventListener("change", () => filter(false));
  $("search").addEventListener("submit", (event) => { event.preventDefault(); filter(true); });
  function clear() {
    query.value = "";
    only.checked = false;
    filter(false);
    remember();
  }

  // --- following links -------------------------------------------------------
  const around = new Map();
  function follow() {
    if (location.hash.startsWith("#q=")) {
      query.value = decoded(location.hash.slice(3));
      filter(false);
      return;
    }
    if (location.hash.startsWith("#around=")) {
      const show = around.get(decoded(location.hash.slice(8)));
      if (show) { clear(); show(); }
      return;
    }
    const target = location.hash.length > 1 && $(decoded(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) { clear(); target.scrollIntoView({ block: "start" }); }
    for (const item of all("#contents .here")) item.classList.remove("here");
    const entry = entries.get(target.id);
    if (entry) entry.classList.add("here");
  }
  window.addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#']");
    if (!link) return;
    shrink();
    open(false);
    const id = (link.getAttribute("href") || "").slice(1);
    const target = id && $(id);
    if (target && target.closest("[hidden]")) clear();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      shrink();
      query.focus();
      query.select();
    } else if (event.key === "Escape") {
      if (document.querySelector(".diagram.full")) shrink();
      else if (query.value || only.checked) clear();
      else if (event.target === query) query.blur();
    }
  });
  function shrink() {
    const full = document.querySelector(".diagram.full");
    if (full) full.querySelector("[data-do=full]").click();
  }

  // --- the diagram -----------------------------------------------------------
  for (const frame of all(".diagram")) diagram(frame);

  function diagram(frame) {
    const canvas = frame.querySelector(".canvas");
    const svg = canvas.querySelector("svg");
    const world = svg.querySelector(".world");
    const focus = frame.querySelector(".focus");
    const boxes = all(".box", svg).map((group) => {
      const rect = group.querySelector("rect");
      const [x, y] = group.getAttribute("transform").match(/-?\d+/g).map(Number);
      return { group, rect, home: group.getAttribute("transform"), x, y, width: +rect.getAttribute("width"), height: +rect.getAttribute("height") };
    });
    const ties = all(".lines path", svg).map((path) => {
      const [child, parent, low, high, kind] = path.dataset.r.split(",");
      return { path, home: path.getAttribute("d"), child: +child, parent: +parent, low: +low, high: +high, kind };
    });
    const [, , wide, high] = svg.getAttribute("viewBox").split(" ").map(Number);
    svg.removeAttribute("viewBox");
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    let area = { x: 0, y: 0, width: wide - 48, height: high - 48 };
    let scale = 1;
    let left = 0;
    let top = 0;

    let printing = false;
    function draw() {
      if (printing) return;
      world.setAttribute("transform", "translate(" + left.toFixed(1) + " " + top.toFixed(1) + ") scale(" + scale.toFixed(4) + ")");
      svg.classList.toggle("far", scale < 0.42);
    }
    function fit() {
      const wider = canvas.clientWidth - 40;
      if (wider <= 0) return;
      const least = Math.min(wider / area.width, 1) * area.height + 40;
      canvas.style.height = frame.classList.contains("full") ? "" : Math.round(Math.max(180, Math.min(least, innerHeight * 0.75))) + "px";
      const size = canvas.getBoundingClientRect();
      scale = Math.min((size.width - 40) / area.width, (size.height - 40) / area.height, 1);
      left = (size.width - area.width * scale) / 2 - area.x * scale;
      top = (size.height - area.height * scale) / 2 - area.y * scale;
      draw();
    }
    function zoom(factor, x, y) {
      const size = canvas.getBoundingClientRect();
      const px = x === undefined ? size.width / 2 : x - size.left;
      const py = y === undefined ? size.height / 2 : y - size.top;
      const next = Math.min(4, Math.max(0.02, scale * factor));
      left = px - ((px - left) * next) / scale;
      top = py - ((py - top) * next) / scale;
      scale = next;
      draw();
    }
    // Every table leads back to its box.
    boxes.forEach((box, number) => {
      const id = box.group.querySelector("a").getAttribute("href").slice(1);
      const heading = $(id) && $(id).querySelector("h3");
      if (!heading) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "tool show";
      button.textContent = "In the diagram";
      button.addEventListener("click", () => { location.hash = "#around=" + id; });
      heading.append(button);
      around.set(id, () => {
        focus.value = String(number);
        frame.scrollIntoView({ block: "start" });
        alone();
      });
    });
    const actions = {
      in: () => zoom(1.3),
      out: () => zoom(1 / 1.3),
      fit,
      full: (button) => {
        const full = frame.classList.toggle("full");
        button.setAttribute("aria-pressed", String(full));
        button.textContent = full ? "Close" : "Enlarge";
        fit();
      },
    };
    frame.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) actions[button.dataset.do](button);
    });
    canvas.addEventListener("keydown", (event) => {
      if (event.target !== canvas || event.ctrlKey || event.metaKey || event.altKey) return;
      const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
      if (event.key in steps) { left += steps[event.key][0]; top += steps[event.key][1]; draw(); }
      else if (event.key === "+" || event.key === "=") zoom(1.3);
      else if (event.key === "-") zoom(1 / 1.3);
      else if (event.key === "0") fit();
      else return;
      event.preventDefault();
    });
    // The wheel scrolls the page; it zooms with Ctrl or the command key, and always where the diagram fills the window.
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && !frame.classList.contains("full")) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), event.clientX, event.clientY);
    }, { passive: false });

    const fingers = new Map();
    let moved = 0;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      fingers.set(event.pointerId, [event.clientX, event.clientY]);
      moved = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = [event.clientX, event.clientY];
      const other = Array.from(fingers.entries()).find(([id]) => id !== event.pointerId);
      if (other) {
        const apart = (point) => Math.hypot(point[0] - other[1][0], point[1] - other[1][1]) || 1;
        zoom(apart(now) / apart(before), (now[0] + other[1][0]) / 2, (now[1] + other[1][1]) / 2);
      } else {
        left += now[0] - before[0];
        top += now[1] - before[1];
        draw();
      }
      moved += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
      if (moved > 4 && !canvas.hasPointerCapture(event.pointerId)) {
        canvas.setPointerCapture(event.pointerId);
        canvas.classList.add("held");
      }
      fingers.set(event.pointerId, now);
    });
    for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(kind, (event) => { fingers.delete(event.pointerId); canvas.classList.remove("held"); });
    }
    canvas.addEventListener("click", (event) => {
      if (moved > 4) { event.preventDefault(); event.stopPropagation(); }
    }, true);
    canvas.addEventListener("dragstart", (event) => event.preventDefault());
    canvas.addEventListener("dblclick", (event) => {
      const group = event.target.closest(".box");
      if (group) { focus.value = String(boxes.findIndex((box) => box.group === group)); alone(); }
    });

    // What belongs to the box under the pointer is lit.
    function light(at) {
      const near = new Set(at >= 0 ? [at] : []);
      svg.classList.toggle("lit", at >= 0);
      for (const tie of ties) {
        const on = tie.child === at || tie.parent === at;
        tie.path.classList.toggle("on", on);
        if (on) near.add(tie.child).add(tie.parent);
      }
      boxes.forEach((box, number) => box.group.classList.toggle("on", near.has(number)));
    }
    let lit = -1;
    svg.addEventListener("pointerover", (event) => {
      if (event.pointerType === "touch") return;
      const group = event.target.closest(".box");
      const at = group ? boxes.findIndex((box) => box.group === group) : -1;
      if (at !== lit) { lit = at; light(at); }
    });

    // One table and its neighbours: parents to the left, children to the right.
    const LOW = 28;
    const PITCH = 42;
    const LEAST = 0.6;
    function alone() {
      const at = focus.value === "" ? -1 : +focus.value;
      svg.classList.toggle("alone", at >= 0);
      boxes.forEach((box) => {
        box.group.setAttribute("transform", box.home);
        box.rect.setAttribute("height", box.height);
        box.group.classList.remove("near", "main");
      });
      for (const tie of ties) { tie.path.setAttribute("d", tie.home); tie.path.classList.remove("near"); }
      light(-1);
      if (at < 0) {
        area = { x: 0, y: 0, width: wide - 48, height: high - 48 };
        fit();
        return;
      }
      const own = ties.filter((tie) => tie.child === at || tie.parent === at);
      const parents = [...new Set(own.filter((tie) => tie.child === at && tie.parent !== at).map((tie) => tie.parent))];
      const children = [...new Set(own.filter((tie) => tie.parent === at && tie.child !== at).map((tie) => tie.child))]
        .filter((child) => !parents.includes(child));
      const centre = boxes[at];
      const spots = new Map([[at, [0, 0]]]);
      // Many neighbours stand in two columns, one half a step lower, so that lines to the far ones pass between the near ones.
      const lane = 90 + 5 * Math.min(own.length, 30);
      const bends = new Map();
      function stack(members, side) {
        const columns = members.length > 14 ? 2 : 1;
        const near = members.filter((_, row) => row % columns === 0);
        const reach = Math.max(0, ...near.map((number) => boxes[number].width)) + 40;
        const total = (PITCH * (members.length - 1)) / columns + LOW;
        members.forEach((number, row) => {
          const width = boxes[number].width;
          const away = lane + (row % columns) * reach;
          const x = side < 0 ? -away - width : centre.width + away;
          spots.set(number, [x, Math.round(centre.height / 2 - total / 2 + (row * PITCH) / columns)]);
          if (row % columns) bends.set(number, side < 0 ? 30 - lane : centre.width + lane - 30);
        });
      }
      stack(parents, -1);
      stack(children, 1);
      for (const [number, [x, y]] of spots) {
        const box = boxes[number];
        box.group.setAttribute("transform", "translate(" + x + " " + y + ")");
        box.group.classList.add("near");
        if (number !== at) box.rect.setAttribute("height", LOW);
      }
      centre.group.classList.add("main");
      own.forEach((tie, number) => {
        const end = (box, port) => {
          const [x, y] = spots.get(box);
          return { x, right: x + boxes[box].width, y: y + (box === at ? port : LOW / 2) };
        };
        const child = end(tie.child, tie.low);
        const parent = end(tie.parent, tie.high);
        const rightward = tie.child === tie.parent || parent.x > child.x;
        const from = [rightward ? child.right : child.x, child.y];
        const to = [tie.child === tie.parent || !rightward ? parent.right : parent.x, parent.y];
        tie.path.setAttribute("d", wire(from, to, rightward, tie, bends));
        tie.path.classList.add("near");
      });
      const xs = [...spots].flatMap(([number, [x]]) => [x, x + boxes[number].width]);
      const ys = [...spots].flatMap(([number, [, y]]) => [y, y + (number === at ? boxes[number].height : LOW)]);
      area = { x: Math.min(...xs), y: Math.min(...ys), width: Math.max(...xs) - Math.min(...xs) + 30, height: Math.max(...ys) - Math.min(...ys) };
      fit();
      if (scale >= LEAST) return;
      scale = LEAST;
      left = canvas.clientWidth / 2 - (centre.width / 2) * scale;
      top = canvas.clientHeight / 2 - (centre.height / 2) * scale;
      draw();
    }
    function wire(from, to, rightward, tie, bends) {
      const loop = tie.child === tie.parent;
      const kind = tie.kind;
      const out = rightward ? 1 : -1;
      const back = loop ? 1 : -out;
      const circle = (way) => `a3.5 3.5 0 1 0 ${7 * way} 0a3.5 3.5 0 1 0 ${-7 * way} 0m${7 * way} 0`;
      const [x, y] = from;
      const [u, v] = to;
      const near = kind[0] === "1"
        ? `M${x} ${y}h${out * 10}m${-2 * out}-5v10m${2 * out}-5`
        : `M${x} ${y - 5}l${out * 10} 5l${-out * 10} 5m0-5h${out * 10}`;
      const bar = `h${-10 * back}m${6 * back}-5v10`;
      const far = kind[1] === "1" ? `${bar}m${4 * back} 0v-10` : circle(-back) + bar;
      const a = x + out * 17;
      const b = u + back * (kind[1] === "1" ? 10 : 17);
      const first = bends.has(tie.child) ? bends.get(tie.child) : a;
      const last = bends.has(tie.parent) ? bends.get(tie.parent) : b;
      const bow = loop ? 40 : Math.abs(last - first) / 2;
      return `${near}${circle(out)}H${first}C${first + out * bow} ${y} ${last + back * bow} ${v} ${last} ${v}H${b}${far}`;
    }
    focus.addEventListener("change", alone);
    // On paper the drawing is as wide as the page, whatever part of it the screen shows.
    window.addEventListener("beforeprint", () => {
      printing = true;
      world.removeAttribute("transform");
      svg.setAttribute("viewBox", [area.x - 24, area.y - 24, area.width + 48, area.height + 48].join(" "));
    });
    window.addEventListener("afterprint", () => {
      printing = false;
      svg.removeAttribute("viewBox");
      draw();
    });
    let size = 0;
    new ResizeObserver(() => { if (canvas.clientWidth !== size) { size = canvas.clientWidth; fit(); } }).observe(canvas);
    fit();
  }

  follow();
})();
