//! The backend and several terminals: they show whatever is drawn.

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Color, Modifier, Style};
use tianbiao::terminal::input::{Input, Typed};
use tianbiao::terminal::probe::{Answer, answer};
use tianbiao::terminal::width::Width;
use tianbiao::tui::app::App;
use tianbiao::tui::canvas::Canvas;
use tianbiao::tui::look::Look;
use tianbiao::tui::painter::{Deferred, Painter};
use tianbiao::tui::view;

use crate::support::between::Between;
use crate::support::emulator::{Emulator, Habits};
use crate::support::scenario::Scenario;

/// Characters that have the same width on all terminals; [`UNSURE`] has some that do not.
const SURE: [&str; 8] = ["a", "b", " ", "1", "中", "国", "，", "é"];
const UNSURE: [&str; 7] = ["“", "…", "①", "e\u{301}", "👍", "👍🏽", "❤\u{fe0f}"];

/// An event between frames.
#[derive(Clone, Debug)]
enum Happens {
    Insert(usize, usize, String),
    Delete(usize, usize, usize),
    /// Moves rows up, and the first of them to the end.
    Rotate(usize, usize),
    /// Replaces a row.
    Fill(usize, usize, String),
    Style(usize, usize, usize, Style),
    /// Draws a border in front of which the rows end, or removes it.
    Box(Option<u16>),
    Caret(u16, u16),
    Resize(u16, u16),
    /// Draws everything again.
    Redraw,
    /// Draws everything again and queries the terminal.
    Ask,
    /// Sends a frame.
    Draw,
}

/// The content that the terminal must show.
#[derive(Clone, Debug)]
struct Picture {
    rows: Vec<Vec<(String, Style)>>,
    border: Option<u16>,
    caret: (u16, u16),
    size: (u16, u16),
}

impl Picture {
    fn new(size: (u16, u16)) -> Picture {
        Picture { rows: vec![Vec::new(); 30], border: None, caret: (0, 0), size }
    }

    fn change(&mut self, happens: &Happens) {
        let rows = usize::from(self.size.1);
        match happens {
            Happens::Insert(y, x, text) => {
                let row = &mut self.rows[y % rows];
                let x = x % (row.len() + 1);
                row.insert(x, (text.clone(), Style::new()));
            }
            Happens::Delete(y, x, count) => {
                let row = &mut self.rows[y % rows];
                let x = x % (row.len() + 1);
                row.drain(x..(x + count).min(row.len()));
            }
            Happens::Rotate(from, to) => {
                let (from, to) = (from % rows, to % rows);
                self.rows[from.min(to)..=from.max(to)].rotate_left(1);
            }
            Happens::Fill(y, count, text) => {
                let cells = vec![(text.clone(), Style::new()); *count];
                self.rows[y % rows] = cells;
            }
            Happens::Style(y, x, count, style) => {
                let row = &mut self.rows[y % rows];
                let end = (x + count).min(row.len());
                row[(*x).min(end)..end].iter_mut().for_each(|cell| cell.1 = *style);
            }
            Happens::Box(border) => self.border = *border,
            Happens::Caret(x, y) => self.caret = (*x, *y),
            Happens::Resize(columns, rows) => self.size = (*columns, *rows),
            Happens::Redraw | Happens::Ask | Happens::Draw => {}
        }
    }

    fn draw(&self, frame: &mut ratatui::Frame<'_>, width: Width) {
        let mut canvas = Canvas::new(frame.buffer_mut(), &Look { width, ..Look::default() });
        let edge = self.border.map_or(self.size.0, |border| border % self.size.0);
        for (row, y) in self.rows.iter().zip(0..self.size.1) {
            let mut x = 0;
            for (text, style) in row {
                x += canvas.put(x, y, text, edge.saturating_sub(x), *style);
            }
            if self.border.is_some() {
                canvas.put(edge, y, "|x", 2, Style::new().fg(Color::Blue));
            }
        }
        frame.set_cursor_position(self.caret);
    }
}

/// The backend, and the width that the canvas assumes.
struct Line {
    painter: Painter,
    width: Width,
}

impl Line {
    fn new(size: (u16, u16), width: Width, sure: bool) -> Line {
        Line { painter: Painter::new(size, width, sure), width }
    }

    fn draw(&mut self, picture: &Picture) -> Vec<u8> {
        self.painter.draw(&Deferred::default(), |frame| picture.draw(frame, self.width))
    }

    /// Processes the terminal's answer to a query.
    fn hear(&mut self, bytes: &[u8], size: (u16, u16)) {
        Input::default().feed(bytes, &mut |typed| {
            let Typed::Position(row, column) = typed else { panic!("{typed:?}") };
            let Some(Answer::Width(width)) = answer(row, column) else { panic!("{row} {column}") };
            self.width = width;
            self.painter.learn(width, size);
        });
    }
}

fn style() -> impl Strategy<Value = Style> {
    let colours = [Color::Reset, Color::Red, Color::DarkGray, Color::Indexed(200), Color::Rgb(1, 2, 3)];
    let modifiers = [
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::REVERSED,
        Modifier::BOLD | Modifier::UNDERLINED,
    ];
    let colour = prop::sample::select(colours.to_vec());
    (
        colour.clone(),
        prop_oneof![3 => Just(Color::Reset), 1 => colour],
        prop::sample::select(modifiers.to_vec()),
    )
        .prop_map(|(text, ground, modifier)| Style::new().fg(text).bg(ground).add_modifier(modifier))
}

fn happens(texts: Vec<&'static str>) -> impl Strategy<Value = Happens> {
    let text = prop::sample::select(texts).prop_map(str::to_owned);
    let size = (2..24_u16, 1..8_u16);
    prop_oneof![
        10 => (0..8_usize, 0..30_usize, text.clone()).prop_map(|(y, x, text)| Happens::Insert(y, x, text)),
        4 => (0..8_usize, 0..30_usize, 1..4_usize).prop_map(|(y, x, count)| Happens::Delete(y, x, count)),
        3 => (0..8_usize, 0..8_usize).prop_map(|(from, to)| Happens::Rotate(from, to)),
        4 => (0..8_usize, 0..24_usize, text).prop_map(|(y, count, text)| Happens::Fill(y, count, text)),
        2 => (0..8_usize, 0..20_usize, 1..9_usize, style())
            .prop_map(|(y, x, count, style)| Happens::Style(y, x, count, style)),
        1 => prop::option::of(2..30_u16).prop_map(Happens::Box),
        3 => (0..26_u16, 0..10_u16).prop_map(|(x, y)| Happens::Caret(x, y)),
        1 => size.prop_map(|(columns, rows)| Happens::Resize(columns, rows)),
        1 => Just(Happens::Redraw),
        1 => Just(Happens::Ask),
        12 => Just(Happens::Draw),
    ]
}

fn story(texts: Vec<&'static str>) -> impl Strategy<Value = Vec<Happens>> {
    prop::collection::vec(happens(texts), 1..60)
}

/// Modifiers that are visible on a blank.
const ON_BLANKS: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED);

/// Plays a sequence of events; after each frame the terminal must show the picture.
fn play(story: &[Happens], width: Width, sure: bool, habits: Habits) {
    let mut picture = Picture::new((16, 5));
    let mut line = Line::new(picture.size, width, sure);
    let mut emulator = Emulator::new(picture.size, habits);
    for happens in story.iter().chain([&Happens::Draw]) {
        picture.change(happens);
        match happens {
            Happens::Resize(..) => {
                line.painter.resize(picture.size);
                emulator.resize(picture.size);
            }
            Happens::Redraw => line.painter.resize(picture.size),
            Happens::Ask => line.painter.ask(picture.size),
            Happens::Draw => {
                emulator.write(&line.draw(&picture));
                compare(&picture, line.width, &emulator);
                line.hear(&std::mem::take(&mut emulator.answers), picture.size);
                emulator.write(&line.draw(&picture));
                compare(&picture, line.width, &emulator);
                assert!(line.draw(&picture).is_empty(), "nothing changed");
            }
            _ => {}
        }
    }
}

fn compare(picture: &Picture, width: Width, emulator: &Emulator) {
    let (columns, rows) = picture.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| picture.draw(frame, width)).unwrap();
    let buffer = terminal.backend().buffer().clone();
    let told = || format!("{:?}\n{buffer:#?}", (0..rows).map(|y| emulator.row(y.into())).collect::<Vec<_>>());
    for y in 0..rows {
        let mut x = 0;
        // The text on the left can extend this far.
        let mut covered = 0;
        while x < columns {
            let cell = &buffer[(x, y)];
            let text = cell.symbol();
            let wide = u16::try_from(width.grapheme(text).max(1)).unwrap();
            let shown = emulator.cell(x.into(), y.into());
            let unsure = UNSURE.contains(&text);
            if unsure {
                covered = x + wide + 4;
            } else if text != " " || x >= covered {
                assert_eq!(shown.text.as_deref(), Some(text), "{x},{y} {}", told());
                let visible = if text == " " { cell.modifier & ON_BLANKS } else { cell.modifier };
                let seen = if text == " " { shown.modifier & ON_BLANKS } else { shown.modifier };
                assert_eq!(seen, visible, "{x},{y} {}", told());
                assert_eq!(shown.colours.1, cell.bg, "{x},{y} {}", told());
                assert!(text == " " || shown.colours.0 == cell.fg, "{x},{y} {}", told());
            }
            x += wide;
        }
    }
    let caret = (picture.caret.0.min(columns - 1), picture.caret.1.min(rows - 1));
    assert_eq!((emulator.x, emulator.y), (caret.0.into(), caret.1.into()), "caret {}", told());
    assert!(emulator.is_visible);
}

/// Regressions: parts of a cluster and the style of a wider character remained after it was removed, and the
/// right half of a wide character lost its style when it moved.
#[test]
fn earlier_drawing_bugs_stay_fixed() {
    let text = |text: &str| text.to_owned();
    let reversed = Style::new().add_modifier(Modifier::REVERSED);
    let stories = [
        vec![
            Happens::Box(Some(4)),
            Happens::Insert(3, 0, text("👍🏽")),
            Happens::Draw,
            Happens::Insert(2, 0, text("“")),
            Happens::Rotate(0, 3),
        ],
        vec![
            Happens::Insert(4, 0, text("“")),
            Happens::Style(4, 0, 1, reversed),
            Happens::Draw,
            Happens::Delete(4, 6, 1),
        ],
        vec![
            Happens::Fill(2, 5, text("中")),
            Happens::Insert(2, 2, text(" ")),
            Happens::Style(2, 0, 4, reversed),
            Happens::Draw,
            Happens::Insert(2, 0, text("中")),
        ],
    ];
    for (story, ambiguous) in stories.iter().flat_map(|story| [(story, 1), (story, 2)]) {
        play(story, Width::Narrow, false, Habits { ambiguous, pictures: 2 });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// If all terminals agree on the widths, every cell, every style and the caret are as drawn.
    #[test]
    fn a_terminal_shows_what_is_drawn(story in story(SURE.to_vec())) {
        play(&story, Width::Narrow, false, Habits { ambiguous: 1, pictures: 2 });
    }

    /// If the widths differ from the assumed ones, the text next to the characters stays in its place.
    #[test]
    fn neighbours_stay_in_place_if_widths_differ(
        story in story([&SURE[..], &UNSURE[..]].concat()),
        wide in any::<bool>(),
        ambiguous in 1..3_usize,
        pictures in 1..3_usize,
    ) {
        let width = if wide { Width::Wide } else { Width::Narrow };
        play(&story, width, false, Habits { ambiguous, pictures });
    }

    /// On a terminal whose widths are known, ambiguous characters are drawn without precautions.
    #[test]
    fn known_widths_are_used(
        story in story(["a", "中", "“", "…", " "].to_vec()),
        wide in any::<bool>(),
    ) {
        let width = if wide { Width::Wide } else { Width::Narrow };
        play(&story, width, true, Habits { ambiguous: if wide { 2 } else { 1 }, pictures: 2 });
    }
}

/// T4: clusters whose width is unusual, at the start of a text and between others: the text after them is
/// shown in its place, in the first frame and after the next.
#[test]
fn a_cluster_has_one_width_in_the_entry_and_on_the_screen() {
    let clusters = [
        "ｶﾞ",
        "ﾊﾟ",
        "ﾞ",
        "ｶﾞﾟ",
        "ｱ",
        "각",
        "\u{1100}\u{1161}\u{11a8}",
        "\u{1100}\u{1100}",
        "🇨🇳",
        "🇨",
        "❤",
        "☎",
        "👨\u{200d}👩\u{200d}👧",
        "👍🏽",
        "e\u{301}\u{302}",
        "\u{301}",
        "葛\u{e0100}",
        "1\u{20e3}",
        "“",
        "\u{200d}",
        "ก\u{e33}",
    ];
    for (cluster, width) in clusters.iter().flat_map(|one| [(one, Width::Narrow), (one, Width::Wide)]) {
        for before in ["", "a", "中"] {
            let size = (20, 3);
            let mut line = Line::new(size, width, false);
            let ambiguous = if width == Width::Wide { 2 } else { 1 };
            let mut emulator = Emulator::new(size, Habits { ambiguous, pictures: 2 });
            let mut text = format!("{before}{cluster}");
            for more in ["|", "x", "中", "|"] {
                text.push_str(more);
                let shown = text.clone();
                emulator.write(&line.painter.draw(&Deferred::default(), |frame| {
                    let look = Look { width, ..Look::default() };
                    Canvas::new(frame.buffer_mut(), &look).put(0, 0, &shown, 20, Style::new());
                }));
                let at = width.of(&text) - width.of(more);
                let told = || format!("{text:?} {width:?} {:?}", emulator.row(0));
                assert_eq!(emulator.cell(at, 0).text.as_deref(), Some(more), "{}", told());
                let bar = width.of(&format!("{before}{cluster}"));
                assert_eq!(emulator.cell(bar, 0).text.as_deref(), Some("|"), "{}", told());
            }
        }
    }
}

/// Every page of the sample and every panel, in narrow and in wide terminals, before and after their answer
/// to the query: each cell is as drawn, and so is the caret.
#[test]
fn the_sample_is_shown_in_narrow_and_wide_terminals() {
    let size = (80, 24);
    for (ambiguous, answers) in [(1, Width::Narrow), (2, Width::Wide)] {
        let mut scenario = Scenario::sample(size);
        let mut line = Line::new(size, Width::Narrow, false);
        let mut emulator = Emulator::new(size, Habits { ambiguous, pictures: 2 });
        line.painter.ask(size);
        let pages = [
            "",
            "<F3>results<Enter>",
            "<F2>",
            "“好”…—<Left*2>",
            "<Esc><F3>expenditure[3].basic<Enter>",
            "<F1>",
        ];
        let panels = [
            "<F1>",
            "<Esc><F7>",
            "<Esc><F10>",
            "<Esc><F3>",
            "<Esc><Ctrl-P>",
            "<PgDn*3>",
            "<Esc><F3>problems<Enter><F2><End>",
        ];
        for keys in pages.iter().chain(&panels) {
            scenario.keys_in(keys);
            show(&mut line, &mut scenario, &mut emulator);
            let heard = std::mem::take(&mut emulator.answers);
            if !heard.is_empty() {
                line.hear(&heard, size);
                assert_eq!(line.width, answers);
                scenario.app.look.width = line.width;
                show(&mut line, &mut scenario, &mut emulator);
            }
        }
        assert_eq!(scenario.app.look.width, answers);
    }
}

/// Draws the whole screen and checks that the terminal shows it.
fn show(line: &mut Line, scenario: &mut Scenario, emulator: &mut Emulator) {
    let app = &scenario.app;
    emulator.write(&line.painter.draw(&Deferred::default(), |frame| view::draw(app, frame)));
    let (columns, rows) = app.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| view::draw(app, frame)).unwrap();
    let caret = terminal.get_cursor_position().unwrap();
    let buffer = terminal.backend().buffer();
    let width = app.look.width;
    // A terminal that was not queried yet can be wider than assumed.
    let surely = emulator.answers.is_empty();
    for y in 0..rows {
        let mut x = 0;
        while x < columns {
            let text = buffer[(x, y)].symbol();
            let shown = emulator.cell(x.into(), y.into()).text.as_deref();
            if surely || Width::Narrow.of(text) == Width::Wide.of(text) {
                assert_eq!(shown, Some(text), "{x},{y}: {:?}", emulator.row(y.into()));
            }
            x += u16::try_from(width.grapheme(text).max(1)).unwrap();
        }
    }
    assert_eq!((emulator.x, emulator.y), (caret.x.into(), caret.y.into()));
}

/// A scenario whose frames are sent over a line to an independent emulator (`vt100`).
struct Desk {
    scenario: Option<Scenario>,
    painter: Painter,
    screen: vt100::Parser,
}

impl Desk {
    fn at(keys: &str) -> Desk {
        let painter = Painter::new((80, 24), Width::Narrow, false);
        let screen = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
        let mut desk = Desk { scenario: Some(Scenario::sample((80, 24))), painter, screen };
        desk.key(keys);
        desk
    }

    fn app(&self) -> &App {
        &self.scenario.as_ref().unwrap().app
    }

    fn frame(&mut self) -> String {
        let app = &self.scenario.as_ref().unwrap().app;
        let bytes = self.painter.draw(&view::deferred(app), |frame| view::draw(app, frame));
        self.screen.process(&bytes);
        String::from_utf8(bytes).unwrap()
    }

    /// Types keys; returns the bytes that are sent at once.
    fn key(&mut self, keys: &str) -> String {
        self.scenario = self.scenario.take().map(|scenario| scenario.keys(keys));
        self.frame()
    }

    /// Pauses; returns the bytes that follow.
    fn pause(&mut self) -> String {
        self.painter.catch_up();
        self.frame()
    }
}

/// Checks that the terminal shows the state of the application.
#[track_caller]
fn check(app: &App, screen: &vt100::Screen) {
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    terminal.draw(|frame| view::draw(app, frame)).unwrap();
    let caret = terminal.get_cursor_position().unwrap();
    assert_eq!(screen.cursor_position(), (caret.y, caret.x));
    let buffer = terminal.backend().buffer();
    for y in 0..24 {
        let mut x = 0;
        while x < 80 {
            let (cell, shown) = (&buffer[(x, y)], screen.cell(y, x).unwrap());
            let text = if shown.contents().is_empty() { " " } else { shown.contents() };
            let styles = |bold, inverse| if text == " " { (false, inverse) } else { (bold, inverse) };
            let has = |modifier| cell.modifier.contains(modifier);
            assert_eq!(text, cell.symbol(), "{x},{y}\n{}", screen.contents());
            let wanted = styles(has(Modifier::BOLD), has(Modifier::REVERSED));
            assert_eq!(styles(shown.bold(), shown.inverse()), wanted, "{x},{y}\n{}", screen.contents());
            x += u16::try_from(Width::Narrow.grapheme(text)).unwrap();
        }
    }
}

/// Bytes that a key sends at once. Nothing is sent if nothing changed.
#[test]
fn a_key_sends_about_its_own_bytes() {
    let to_field = "<F3>contact<Enter>";
    let to_cell = "<F3>expenditure[3].personnel<Enter>";
    let to_text = "<F3>performance<Enter><F2><Ctrl-Home>";
    let cases = [
        (to_field, "<End>", "a", 2),
        (to_field, "", "a", 16),
        (to_field, "a", "年", 4),
        // The closing bracket follows the text behind the caret.
        (to_field, "abc<Left>", "d", 4),
        (to_field, "年度<Left>", "年", 7),
        (to_field, "<F2><Left*2>", "a", 4),
        (to_field, "<F2><Left*2>a", "年", 7),
        (to_field, "<F2><Left>", "<Backspace>", 6),
        (to_field, "<F2>", "<Left>", 24),
        // The content of a field is reversed on arrival.
        (to_field, "", "<Tab>", 70),
        (to_cell, "<Up>", "<Up>", 29),
        (to_cell, "<Up>", "<Down>", 43),
        (to_cell, "", "<Right>", 34),
        (to_cell, "<Right>", "<Right>", 31),
        (to_cell, "70", "0", 70),
        (to_text, "全年", "年", 70),
        ("<F10>", "<Down>", "<Down>", 14),
    ];
    for (place, before, key, most) in cases {
        let mut desk = Desk::at(place);
        desk.key(before);
        desk.pause();
        check(desk.app(), desk.screen.screen());
        assert!(desk.pause().is_empty());
        let bytes = desk.key(key);
        assert!(!bytes.is_empty() && bytes.len() <= most, "{place}{before}{key}: {} {bytes:?}", bytes.len());
        desk.pause();
        check(desk.app(), desk.screen.screen());
    }
}

/// Scrolling sends the new rows only: vim sends about 1,750 bytes for a page of the same text, and 200 for a
/// row.
#[test]
fn scrolling_sends_the_new_rows() {
    for (key, times, most) in [("<PgDn>", 8, 1_700), ("<Down>", 24, 130), ("<Up>", 24, 130)] {
        let mut desk = Desk::at("<Ctrl-P>");
        desk.key("<PgDn>");
        let mut sent: Vec<usize> = (0..times)
            .map(|_| {
                let bytes = desk.key(key).len();
                desk.pause();
                check(desk.app(), desk.screen.screen());
                bytes
            })
            .collect();
        sent.sort_unstable();
        assert!(sent[times / 2] <= most, "{key}: {sent:?}");
    }
}

/// Information about a cell is sent after the keys that pass through it, all at once.
#[test]
fn information_about_a_cell_follows_after_a_pause() {
    let mut desk = Desk::at("<F3>expenditure[3].personnel<Enter>");
    let before = desk.screen.screen().contents();
    desk.key("<Right>");
    assert!(desk.painter.is_behind());
    assert!(desk.screen.screen().contents().contains("基本支出 > 人员支出 ["), "not yet");
    desk.pause();
    assert!(!desk.painter.is_behind());
    assert!(desk.screen.screen().contents().contains("基本支出 > 公用支出 ["));
    desk.key("<Left>");
    desk.pause();
    assert_eq!(desk.screen.screen().contents(), before);
    // Another page is sent without delay, and so is a message.
    desk.key("<Ctrl-PgDn>");
    assert!(!desk.painter.is_behind());
    check(desk.app(), desk.screen.screen());
    desk.key("<Ctrl-Z>");
    assert!(desk.screen.screen().contents().contains("没有可撤销"), "{}", desk.screen.screen().contents());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// For any keys in any bursts, the terminal shows the screen.
    #[test]
    fn a_session_is_shown_correctly(keys in prop::collection::vec((crate::screens::any_key(), any::<bool>()), 1..60)) {
        let mut desk = Desk::at("");
        for (key, pauses) in keys {
            desk.key(&key);
            if pauses {
                desk.pause();
                check(desk.app(), desk.screen.screen());
            }
        }
    }
}

/// The same through the multiplexers in use on many lines. Run with `cargo test through -- --ignored`.
#[test]
#[ignore = "waits for tmux and screen, where they are installed"]
fn a_session_is_shown_through_tmux_and_screen() {
    let keys = [
        "",
        "<Tab>",
        "<Tab>",
        "年",
        "度",
        "<Left>",
        "a",
        "<Backspace>",
        "<PgDn>",
        "<PgDn>",
        "<Down>",
        "<Right>",
        "7",
        "0",
        ".",
        "5",
        "<Tab>",
        "<Ctrl-PgDn>",
        "<Down>",
        "<Down>",
        "<Up>",
        "<F7>",
        "<Esc>",
        "<F10>",
        "<Down>",
        "<Esc>",
        "<F3>performance<Enter>",
        "<F2>",
        "<Ctrl-Home>",
        "<Down>",
        "<Down>",
        "全",
        "年",
        "“",
        "好",
        "”",
        "<Left>",
        "<Left>",
        "<Backspace>",
        "<Enter>",
        "<Backspace>",
        "<Shift-Left>",
        "<Shift-Left>",
        "<Esc>",
        "<Ctrl-P>",
        "<PgDn>",
        "<PgDn>",
        "<Esc>",
        "<F3>units[2].name<Enter>",
        "<Ins>",
        "甲",
        "<Tab>",
        "<Ctrl-Z>",
        "<F5>",
        "<Ctrl-PgUp>",
        "<Ctrl-PgUp>",
    ];
    for multiplexer in ["tmux", "screen"].into_iter().filter(|name| Between::is_installed(name)) {
        let mut desk = Desk::at("");
        desk.painter.resize((80, 24));
        let mut between = Between::start(multiplexer);
        for key in keys {
            let bytes = desk.key(key) + &desk.pause();
            between.send(bytes.as_bytes());
            check(desk.app(), between.screen());
        }
    }
}
