//! Bytes sent to the terminal per key at 80x24, compared with vim on the same text and with ratatui's own
//! backend, directly and through tmux and screen. Run with `cargo bench --bench wire`.
//!
//! Results are medians. vim, tmux and screen are skipped if they are not installed. With words from the name
//! of a task as arguments (`-- row down`) the frames of that task are printed instead.
#![allow(unreachable_pub, reason = "a benchmark exports nothing")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot be set up should panic")]
#![allow(clippy::print_stdout, reason = "a benchmark prints its results")]
#![allow(clippy::disallowed_methods, reason = "benchmarks write their own files")]

#[allow(dead_code, reason = "tests use more of it")]
#[path = "../tests/support/between.rs"]
mod between;
#[allow(dead_code, reason = "tests use more of it")]
#[path = "../tests/support/pty.rs"]
mod pty;
#[allow(dead_code, reason = "the other bench uses the rest of it")]
mod sample;

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};

use between::Between;
use pty::Pty;
use ratatui::backend::{CrosstermBackend, TestBackend};
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use sample::{SAMPLE, SIZE, form, go, press, report};
use tianbiao::message::Lang;
use tianbiao::report::Edit;
use tianbiao::terminal::width::Width;
use tianbiao::tui::app::App;
use tianbiao::tui::look::Look;
use tianbiao::tui::painter::Painter;
use tianbiao::tui::theme::{Frame, Theme};
use tianbiao::tui::view;

/// After this long without output, a program has finished its frame.
const SILENCE: Duration = Duration::from_millis(50);
/// Duration of the measurement without input.
const IDLE: Duration = Duration::from_secs(10);

/// A task that the user repeats often.
struct Work {
    name: &'static str,
    /// The cell, and its content.
    path: &'static str,
    text: String,
    /// True if rows are added to the tables.
    rows: bool,
    /// Keys that lead to the place, by name, separated by blanks; `Left*10` repeats one. They are not
    /// counted, those in `keys` are.
    before: &'static str,
    keys: Vec<String>,
    /// The same task in vim: what is typed first, and what is typed for each key.
    vim: Option<(&'static str, &'static str)>,
}

fn works() -> Vec<Work> {
    let paragraph: String = "全年监督工程五十二个，登记率百分之百。".chars().cycle().take(500).collect();
    let work = |name, path, text: &str, before, keys: &[&str], times, vim| Work {
        name,
        path,
        text: text.to_owned(),
        rows: false,
        before,
        keys: keys.iter().cycle().take(keys.len() * times).map(|key| (*key).to_owned()).collect(),
        vim,
    };
    let line = "Report of the station for the year";
    let words = "本站全年监督在建工程五十二个";
    let field = "performance";
    let (middle, back) = (Some(("0250li", "")), Some(("0250li", "\u{8}")));
    let digits = ["7", "0", "0", ".", "1", "2", "5"];
    let in_rows = |name, before, keys: &[&str], times, vim| Work {
        rows: true,
        ..work(name, "expenditure[3].personnel", "", before, keys, times, Some(vim))
    };
    vec![
        work("ASCII at the end of a field", "contact", line, "", &["a"], 15, Some(("A", ""))),
        work("Chinese at the end of a field", "contact", words, "", &["年"], 10, Some(("A", ""))),
        work("ASCII inside a line", "contact", line, "Left*10", &["a"], 15, Some(("$9hi", ""))),
        work("Chinese inside a line", "contact", words, "Left*7", &["年"], 10, Some(("$6hi", ""))),
        work("Chinese in the middle of 500 characters", field, &paragraph, "Left*250", &["年"], 10, None),
        work("the same on the full screen", field, &paragraph, "F2 Left*250", &["年"], 20, middle),
        work("taking a character back there", field, &paragraph, "F2 Left*250", &["Backspace"], 20, back),
        work("to the next field", "contact", line, "", &["Tab"], 4, None),
        in_rows("a row down in a table", "Up", &["Down"], 7, ("3G$", "j")),
        in_rows("a row down that scrolls", "Down*12", &["Down"], 12, ("22G$", "j")),
        in_rows("a cell to the right in a table", "", &["Right"], 4, ("12G", "w")),
        work("down in a list", "contact", line, "F10", &["Down"], 10, Some(("gg", "j"))),
        work("a cell that moves its sums", "expenditure[3].personnel", "682.30", "", &digits, 1, None),
        work("a page down", "contact", line, "Ctrl-P PgDn", &["PgDn"], 6, Some(("gg", "\u{6}"))),
        work("a section on", "contact", line, "", &["Ctrl-PgDn"], 6, None),
    ]
}

fn begin(work: &Work) -> App {
    let form = form();
    let mut report = report(&form, if work.rows { 2_000 } else { 0 });
    if let Ok(cell) = report.resolve(&form, work.path)
        && !work.text.is_empty()
    {
        report.apply(&form, Edit::Set { cell, text: Some(work.text.as_str().into()) });
    }
    // As on most terminals: quotes and lines are narrow.
    let look = Look { lang: Lang::Zh, theme: Theme::colours(), frame: Frame::LINES, ..Look::default() };
    let mut app = sample::app(&form, report, look);
    go(&mut app, work.path);
    for key in work.before.split_whitespace() {
        let (key, times) = key.split_once('*').unwrap_or((key, "1"));
        (0..times.parse().unwrap()).for_each(|_| press(&mut app, key));
    }
    app
}

/// Bytes that were sent: the first screen, a frame for each key, and the output after a pause.
#[derive(Default)]
struct Sent {
    first: Vec<u8>,
    frames: Vec<Vec<u8>>,
    pause: Vec<u8>,
    times: Vec<Duration>,
}

fn ours(work: &Work) -> Sent {
    let mut app = begin(work);
    let mut painter = Painter::new(SIZE, Width::Narrow, true);
    let mut draw = |app: &App, all: bool| {
        if all {
            painter.catch_up();
        }
        painter.draw(&view::deferred(app), |frame| view::draw(app, frame))
    };
    let mut sent = Sent { first: draw(&app, true), ..Sent::default() };
    for key in &work.keys {
        let start = Instant::now();
        press(&mut app, key);
        sent.frames.push(draw(&app, false));
        sent.times.push(start.elapsed());
    }
    sent.pause = draw(&app, true);
    sent
}

/// A shared buffer that a backend writes to and the benchmark reads.
#[derive(Clone, Default)]
struct Memory(Rc<RefCell<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn plain(work: &Work) -> Sent {
    let mut app = begin(work);
    let memory = Memory::default();
    let viewport = Viewport::Fixed(Rect::new(0, 0, SIZE.0, SIZE.1));
    let backend = CrosstermBackend::new(memory.clone());
    let mut terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
    let mut draw = |app: &App| {
        terminal.draw(|frame| view::draw(app, frame)).unwrap();
        memory.0.take()
    };
    let mut sent = Sent { first: draw(&app), ..Sent::default() };
    sent.first.splice(..0, *b"\x1b[H\x1b[2J");
    for key in &work.keys {
        let start = Instant::now();
        press(&mut app, key);
        sent.frames.push(draw(&app));
        sent.times.push(start.elapsed());
    }
    sent
}

/// A temporary folder for one run, removed on drop.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("tianbiao-wire-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Bytes per key of vim on the text of a task. For tables and lists that text is what the program's screen
/// shows.
fn vim(work: &Work, folder: &Folder) -> Option<Vec<usize>> {
    let (before, each) = work.vim.filter(|_| Between::is_installed("vim"))?;
    let text = if work.rows || work.text.is_empty() || each == "j" || each == "\u{6}" {
        let mut app = begin(work);
        let mut text = screen(&app);
        for _ in 0..5 {
            press(&mut app, "PgDn");
            text += &screen(&app);
        }
        text
    } else {
        work.text.clone()
    };
    let file = folder.0.join("text.txt");
    File::create(&file).unwrap().write_all(text.as_bytes()).unwrap();
    let mut command = Command::new("vim");
    command.args(["--clean", "-n"]).arg(&file);
    let mut pty = Pty::open(&command, &folder.0);
    pty.read_until_silent(SILENCE * 6);
    pty.send(before);
    pty.read_until_silent(SILENCE);
    let count = |key: &String| {
        pty.send(if each.is_empty() { key } else { each });
        pty.read_until_silent(SILENCE)
    };
    Some(work.keys.iter().map(count).collect())
}

fn screen(app: &App) -> String {
    let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).unwrap();
    terminal.draw(|frame| view::draw(app, frame)).unwrap();
    terminal.backend().buffer().content.chunks(SIZE.0.into()).fold(String::new(), |mut text, row| {
        let mut behind = 0;
        for cell in row {
            if behind == 0 {
                text += cell.symbol();
                behind = Width::Narrow.of(cell.symbol()).max(1);
            }
            behind -= 1;
        }
        text.truncate(text.trim_end_matches(' ').len());
        text + "\n"
    })
}

/// Bytes that a multiplexer sends to its own terminal for the frames of a task.
fn through(multiplexer: &str, sent: &Sent) -> Option<Vec<usize>> {
    let mut between = Between::is_installed(multiplexer).then(|| Between::start(multiplexer))?;
    between.send(&sent.first);
    Some(sent.frames.iter().map(|frame| between.send(frame)).collect())
}

/// Output and wake-ups of the program without any input: bytes, and number of wake-ups.
fn idle(folder: &Folder) -> (usize, u64) {
    File::create(folder.0.join("s.ron")).unwrap().write_all(SAMPLE.as_bytes()).unwrap();
    let mut pty = Pty::run(env!("CARGO_BIN_EXE_tianbiao").as_ref(), &folder.0, &["s.ron"]);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t改");
    pty.read_until_silent(Duration::from_secs(2));
    let before = pty.wake_ups();
    let bytes = pty.read_until_silent(IDLE);
    (bytes, pty.wake_ups() - before)
}

fn median<T: Ord + Copy>(values: impl IntoIterator<Item = T>) -> T {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_unstable();
    values[values.len() / 2]
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if words.is_empty() {
        compare();
    } else {
        works().iter().filter(|work| work.name.contains(&words.join(" "))).for_each(show);
    }
}

/// Prints the frames of a task as they are sent.
fn show(work: &Work) {
    let sent = ours(work);
    println!("{}:", work.name);
    for frame in sent.frames.iter().chain([&sent.pause]) {
        println!("{:5}  {:?}", frame.len(), String::from_utf8_lossy(frame));
    }
}

fn compare() {
    let folder = Folder::new();
    let shown = |figures: Option<Vec<usize>>| figures.map_or("-".to_owned(), |all| median(all).to_string());
    println!(
        "Bytes per key, median, 80x24. `pause`: what follows once no key comes, for all keys together.\n"
    );
    println!(
        "| Work | ours | pause | plain | vim | tmux: ours | plain | screen: ours | plain | time | plain |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for work in works() {
        let (ours, plain) = (ours(&work), plain(&work));
        let bytes = |sent: &Sent| median(sent.frames.iter().map(Vec::len));
        let time = |sent: &Sent| format!("{} µs", median(sent.times.iter().copied()).as_micros());
        let [tmux, screen] =
            ["tmux", "screen"].map(|name| [&ours, &plain].map(|sent| shown(through(name, sent))).join(" | "));
        println!(
            "| {} | {} | {} | {} | {} | {tmux} | {screen} | {} | {} |",
            work.name,
            bytes(&ours),
            ours.pause.len(),
            bytes(&plain),
            shown(vim(&work, &folder)),
            time(&ours),
            time(&plain),
        );
    }
    let (bytes, wake_ups) = idle(&folder);
    println!("\nIdle for {} s: {bytes} bytes, {wake_ups} wake-ups.", IDLE.as_secs());
}
