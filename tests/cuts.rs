//! A real SSH session that is cut in six ways while a clerk types: `just ssh`.
//!
//! Runs only on request, because it needs `sshd` and `ssh`. The server listens on the loopback address, with keys made for the
//! test.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::desk::PROGRAM;
use crate::support::pty::Pty;
use crate::support::scenario::SAMPLE;

/// Number of words typed before each cut.
const WORDS: usize = 35;
/// Everything is on the disk after this time.
const KEPT_WITHIN: Duration = Duration::from_secs(1);

/// A way to cut the session.
#[derive(Clone, Copy, Debug)]
enum Cut {
    /// The client is killed.
    Client,
    /// The server's process of the session is killed.
    Server,
    /// The line is silent: neither end hears the other any more.
    Line,
    /// The window of the client is closed.
    Window,
    /// The terminal multiplexer on the server is ended.
    Multiplexer,
    /// The program is killed a second after the last key.
    Program,
}

const CUTS: [Cut; 6] = [Cut::Client, Cut::Server, Cut::Line, Cut::Window, Cut::Multiplexer, Cut::Program];

/// Returns the path of an installed program.
fn installed(name: &str) -> Option<PathBuf> {
    let folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
    folders.iter().map(|folder| Path::new(folder).join(name)).find(|path| path.exists())
}

/// A running server, killed on drop.
struct Server {
    child: Child,
    folder: PathBuf,
    port: u16,
    /// The proxy between client and server, which can stop to pass on bytes.
    proxy: Proxy,
}

/// Passes bytes between the client and the server.
struct Proxy {
    port: u16,
    gate: std::sync::Arc<std::sync::atomic::AtomicBool>,
}

impl Proxy {
    fn start(server: u16) -> Proxy {
        use std::sync::atomic::{AtomicBool, Ordering};
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let gate = std::sync::Arc::new(AtomicBool::new(true));
        let open = std::sync::Arc::clone(&gate);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { return };
                let ways = [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)];
                for (mut from, mut to) in ways {
                    let open = std::sync::Arc::clone(&open);
                    std::thread::spawn(move || {
                        let mut bytes = [0; 4096];
                        while let Ok(count @ 1..) = from.read(&mut bytes) {
                            // On a silent line the bytes vanish, and the connection stays open.
                            if open.load(Ordering::SeqCst) && to.write_all(&bytes[..count]).is_err() {
                                break;
                            }
                        }
                    });
                }
            }
        });
        Proxy { port, gate }
    }
}

impl Server {
    /// Starts the server; `None` if it is not installed.
    fn start() -> Option<Server> {
        let sshd = installed("sshd")?;
        installed("ssh")?;
        let folder = std::env::temp_dir().join(format!("tianbiao-sshd-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        if rustix::process::geteuid().is_root() {
            fs::create_dir_all("/run/sshd").unwrap();
        }
        for key in ["host", "user"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(folder.join(key))
                .status();
            assert!(made.unwrap().success());
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let at = folder.display();
        let settings = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {at}/host\nPidFile none\nUsePAM no\nStrictModes no\n\
             AuthorizedKeysFile {at}/user.pub\nClientAliveInterval 1\nClientAliveCountMax 2\n"
        );
        fs::write(folder.join("config"), settings).unwrap();
        let child = Command::new(sshd)
            .args(["-D", "-e", "-f"])
            .arg(folder.join("config"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "sshd does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Server { child, folder, port, proxy: Proxy::start(port) })
    }

    /// Opens a session that runs a command of the shell.
    fn session(&self, command: &str, folder: &Path) -> Pty {
        let mut ssh = Command::new("ssh");
        let known = format!("UserKnownHostsFile={}", self.folder.join("known").display());
        ssh.args(["-q", "-tt", "-o", "StrictHostKeyChecking=no", "-o", &known, "-o", "BatchMode=yes"])
            .args(["-p", &self.proxy.port.to_string(), "-i"])
            .arg(self.folder.join("user"))
            .args(["127.0.0.1", command]);
        Pty::open(&ssh, folder)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A number of `/proc/PROCESS/status`.
fn status(process: i32, name: &str) -> Option<i32> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

/// The process that has the report open, from its lock.
fn holder(folder: &Path) -> i32 {
    let places = fs::read_dir(folder.join("state/tianbiao")).unwrap();
    let lock = places.map(|place| place.unwrap().path().join("lock")).find(|lock| lock.exists()).unwrap();
    let text = fs::read_to_string(lock).unwrap();
    text.lines().find_map(|line| line.strip_prefix("process ")?.parse().ok()).unwrap()
}

fn kill(process: i32) {
    let _ = kill_process(Pid::from_raw(process).unwrap(), Signal::KILL);
}

/// Types, cuts the session, and returns the number of words that the next start finds.
fn words_after(server: &Server, cut: Cut) -> usize {
    let folder = server.folder.join(format!("{cut:?}"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("s.ron"), SAMPLE).unwrap();
    let at = folder.display();
    let program = format!(
        "cd '{at}' && XDG_STATE_HOME='{at}/state' TIANBIAO_LANG=zh LC_ALL=C.UTF-8 TERM=xterm-256color exec '{PROGRAM}' s.ron"
    );
    let socket = format!("'{at}/tmux'");
    let command = match cut {
        Cut::Multiplexer => {
            format!("LC_ALL=C.UTF-8 tmux -u -S {socket} -f /dev/null new-session \"sh -c \\\"{program}\\\"\"")
        }
        _ => program,
    };
    let mut pty = server.session(&command, &folder);
    pty.wait_for("UTF-8");
    let process = holder(&folder);
    pty.send("\t\x1b[F");
    let words: Vec<String> = (0..WORDS).map(|number| format!("词{number:02}")).collect();
    for word in &words {
        pty.send(word);
    }
    pty.wait_for(words.last().unwrap());
    match cut {
        Cut::Client => pty.signal(Signal::KILL),
        Cut::Server => kill(status(process, "PPid:").unwrap()),
        Cut::Line => server.proxy.gate.store(false, std::sync::atomic::Ordering::SeqCst),
        Cut::Window => pty.hang_up(),
        Cut::Multiplexer => {
            let ended = Command::new("tmux").arg("-S").arg(folder.join("tmux")).arg("kill-server").status();
            assert!(ended.unwrap().success());
        }
        Cut::Program => {
            std::thread::sleep(KEPT_WITHIN);
            kill(process);
        }
    }
    let deadline = Instant::now() + Duration::from_secs(20);
    while fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|name| name.trim() == "tianbiao") {
        assert!(Instant::now() < deadline, "{cut:?}: the program does not end");
        std::thread::sleep(Duration::from_millis(20));
    }
    server.proxy.gate.store(true, std::sync::atomic::Ordering::SeqCst);
    let ran = Command::new(PROGRAM)
        .args(["recover", "s.ron"])
        .current_dir(&folder)
        .env("XDG_STATE_HOME", folder.join("state"))
        .output();
    drop(ran.unwrap());
    let report = fs::read_to_string(folder.join("s.ron")).unwrap();
    words.iter().filter(|word| report.contains(word.as_str())).count()
}

#[test]
#[ignore = "needs sshd and tmux: `just ssh`"]
fn a_cut_session_loses_nothing() {
    let Some(server) = Server::start() else {
        println!("skipped: sshd or ssh is not installed");
        return;
    };
    println!("server on port {}\n\n{:<12} {:>6} {:>6}", server.port, "cut", "typed", "found");
    let mut lost = 0;
    for cut in CUTS {
        if matches!(cut, Cut::Multiplexer) && installed("tmux").is_none() {
            println!("skipped: tmux is not installed");
            continue;
        }
        let found = words_after(&server, cut);
        println!("{:<12} {WORDS:>6} {found:>6}", format!("{cut:?}"));
        lost += WORDS - found;
    }
    assert_eq!(lost, 0);
}
