//! The command line from a script's point of view: the real program, in a folder of its own.

use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::process::Stdio;

use tianbiao::check::named_rules;

use crate::support::desk::{Desk, PROGRAM, Ran};

#[test]
fn exit_codes() {
    let desk = Desk::with_report("exit_codes");
    desk.run(&["new", "sample.ron", "--sample"]).ok();
    desk.write("damaged.ron", b"(\n    form: \"x\",\n    entries: {\n        \"a\": \"b\n");
    desk.write("unknown.ron", b"(form: \"nobody\", entries: {})\n");
    desk.write("gbk.ron", b"(form: \"\xc4\xea\")\n");
    for (arguments, code) in [
        (&["--help"][..], 0),
        (&["--version"], 0),
        (&["get", "r.ron", "year"], 0),
        (&["check", "r.ron"], 1),
        (&["check"], 2),
        (&["get", "r.ron", "yaer"], 2),
        (&["set", "r.ron"], 2),
        (&["set", "r.ron", "year"], 2),
        (&["--lang", "fr", "form", "list"], 2),
        (&["r.ron", "check", "r.ron"], 2),
        (&["new", "x.ron", "--year", "20233"], 2),
        (&["man", "nothing"], 2),
        (&["get", "damaged.ron"], 3),
        (&["check", "damaged.ron", "r.ron"], 3),
        (&["get", "unknown.ron"], 3),
        (&["get", "gbk.ron"], 3),
        (&["new", "x.ron", "--form", "nobody"], 3),
        (&["form", "check", "gbk.ron"], 3),
        (&["get", "missing.ron"], 5),
        (&["check", "r.ron", "missing.ron", "damaged.ron"], 5),
        (&["get", "."], 5),
        (&["get", "/dev/zero"], 5),
        (&["new", "no/such/folder.ron"], 5),
        (&["new", "r.ron"], 5),
        (&["form", "check", "missing.ron"], 5),
    ] {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?} {ran:?}");
        assert!(code == 0 || !ran.talk.is_empty(), "{arguments:?} explains the failure");
    }
    assert_eq!(desk.names(), ["damaged.ron", "gbk.ron", "r.ron", "sample.ron", "unknown.ron"]);
}

#[test]
fn usage_errors_are_in_the_users_language() {
    let desk = Desk::new("usage");
    for (arguments, zh, en) in [
        (&["get"][..], "缺少参数：<FILE>\n用法：tianbiao get", "required arguments were not provided"),
        (
            &["get", "r.ron", "--jsn"],
            "没有选项 --jsn，或此处不适用，是否为 --json？\n",
            "unexpected argument '--jsn'",
        ),
        (&["exprot", "a.ron"], "没有命令 exprot，是否为 export？", "unrecognized subcommand 'exprot'"),
        (&["a.ron", "b.ron"], "多余的参数 b.ron\n", "unexpected argument 'b.ron'"),
        (&["form", "lst"], "没有命令 lst，是否为 list？", "unrecognized subcommand"),
        (&["--width", "x"], "--width <WIDTH> 不能为“x”，可为：narrow wide auto", "invalid value 'x'"),
        (&["new", "x.ron", "--year", "20233"], "--year <YEAR> 不能为“20233”", "invalid value '20233'"),
        (&["new", "x.ron", "--year"], "--year <YEAR> 之后应有值", "a value is required"),
        (&["get", "r.ron", "--json", "--typed"], "--json 不能与 --typed 同时使用", "cannot be used with"),
        (&["get", "r.ron", "--json", "--json"], "--json 只能出现一次", "multiple times"),
        (&["export", "r.ron", "-f", "odt"], "不能为“odt”，可为：docx pdf xlsx text", "invalid value 'odt'"),
    ] {
        desk.run(arguments).code(2).says(zh).says("详见 --help");
        for lang in [&["--lang", "en"][..], &["--lang=en"]] {
            let english: Vec<&str> = arguments.iter().chain(lang).copied().collect();
            let ran = desk.run(&english).code(2).says(en);
            assert!(ran.talk.is_ascii(), "{ran:?}");
        }
    }
    assert!(desk.run(&["-h"]).ok().out.contains("用法；-h 短"));
    desk.run(&["-V"]).ok();
    desk.run(&["get", "--help"]).ok();
}

#[test]
fn get_returns_what_set_wrote() {
    let desk = Desk::with_report("set_get");
    for (assignment, path, got) in [
        ("year=2022", "year", "2022"),
        ("units[2].name=工程质量监督站", "units[2].name", "工程质量监督站"),
        ("income[工程质量监督站].fiscal=662.86+19.44", "income[2].fiscal", "682.30"),
        ("income[1].other=８０元", "income[局机关].other", "0.008"),
        ("report_date=2024-9-28", "report_date", "2024年9月28日"),
        (r"tasks=任务1\n  任务2：C:\\new", "tasks", "任务1\n  任务2：C:\\new"),
        ("contact=张三 == 李四", "contact", "张三 == 李四"),
        ("posts=很多", "posts", "很多"),
        ("contact=", "contact", ""),
    ] {
        desk.run(&["set", "r.ron", assignment]).ok();
        desk.run(&["get", "r.ron", path]).ok().gives(&format!("{got}\n"));
    }
    desk.run(&["get", "r.ron", "income[sum].total", "tasks"])
        .ok()
        .gives("682.31\n任务1\\n  任务2：C:\\\\new\n");
    let json = desk.run(&["get", "r.ron", "report_date", "contact", "--json"]).ok().out;
    assert_eq!(json, "{\n  \"report_date\": \"2024-09-28\",\n  \"contact\": null\n}\n");
    desk.run(&["get", "r.ron", "income[2].fiscal", "--typed"]).ok().gives("662.86+19.44\n");
}

#[test]
fn an_invalid_entry_is_kept_and_reported() {
    let desk = Desk::with_report("wrong_entry");
    desk.run(&["set", "r.ron", "posts=很多"]).ok().says("! posts: ");
}

#[test]
fn set_is_all_or_nothing() {
    let desk = Desk::with_report("all_or_nothing");
    let before = desk.read("r.ron");
    desk.run(&["set", "r.ron", "year=2020", "unit_nam=甲", "income[9].total=1", "income[1].totel=2"])
        .code(2)
        .says("没有 unit_nam，是否为 unit_name？")
        .says("income 没有“9”行\n")
        .says("没有 totel 栏，是否为 total？")
        .says("有 3 处错误，文件未改动");
    desk.run_with(&["set", "r.ron", "-"], "# 说明\n\nyear=2020\nincome[2].nothing=1\n")
        .code(2)
        .says("标准输入第 4 行：");
    desk.run(&["set", "r.ron", "contact=甲", "contact=乙"]).code(2).says("两个不同的值");
    desk.run(&["set", "r.ron", "=5"]).code(2).says("未指定项目路径");
    assert_eq!(desk.read("r.ron"), before);
}

#[test]
fn calculated_cells_are_locked() {
    let desk = Desk::with_report("locked");
    desk.run(&["set", "r.ron", "expenditure[sum].basic=5"]).code(2).says("--override");
    desk.run(&["set", "r.ron", "expenditure[sum].basic=5", "--override"]).ok();
    desk.run(&["get", "r.ron", "expenditure[sum].basic"]).ok().gives("5.00\n");
    desk.run(&["set", "r.ron", "override@expenditure[sum].basic=只有合计"]).ok();
    let listed = desk.run(&["get", "r.ron"]).ok().out;
    assert!(listed.contains("override@expenditure[sum].basic=只有合计\n"), "{listed}");
    desk.run(&["set", "r.ron", "expenditure[sum].basic=", "nonsense@year=x"]).code(2);
    desk.run(&["set", "r.ron", "expenditure[sum].basic="]).ok();
    desk.run(&["get", "r.ron", "expenditure[sum].basic"]).ok().gives("\n");
}

#[test]
fn set_builds_a_whole_report_in_any_order() {
    let desk = Desk::new("whole");
    desk.run(&["new", "sample.ron", "--sample"]).ok();
    let lines = desk.run(&["get", "sample.ron", "--typed"]).ok().out;
    assert!(lines.lines().count() > 50);
    let forwards: Vec<&str> = lines.lines().collect();
    let backwards: Vec<&str> = forwards.iter().rev().copied().collect();
    for order in [forwards, backwards] {
        desk.run(&["new", "copy.ron", "--force"]).ok();
        desk.run_with(&["set", "copy.ron", "-", "--override"], &order.join("\n")).ok();
        assert_eq!(desk.read("copy.ron"), desk.read("sample.ron"));
    }
}

/// An explanation of any rule is listed by `get` and read back by `set`.
#[test]
fn explanations_of_every_rule_are_copied() {
    let desk = Desk::new("rules");
    desk.run(&["new", "a.ron"]).ok();
    desk.run(&["new", "b.ron"]).ok();
    let help = desk.run(&["check", "--help"]).ok().out;
    for rule in named_rules() {
        assert!(help.contains(rule.name), "{}", rule.name);
        desk.run(&["set", "a.ron", &format!("{}@duties=说明 {}", rule.name, rule.name)]).ok();
    }
    desk.run(&["set", "a.ron", "plaeholder@duties=x"]).code(2).says("placeholder");
    let lines = desk.run(&["get", "a.ron", "--typed"]).ok().out;
    desk.run_with(&["set", "b.ron", "-"], &lines).ok();
    assert_eq!(desk.read("b.ron"), desk.read("a.ron"));
}

#[test]
fn rows_are_added_in_sequence() {
    let desk = Desk::with_report("rows");
    desk.run(&["set", "r.ron", "units[5].name=甲"]).code(2).says("可接着填 units[4]");
    desk.run(&["set", "r.ron", "income[4].fiscal=1"]).code(2);
    desk.run(&["set", "r.ron", "income[5].fiscal=1", "units[5].name=乙", "units[4].name=甲"]).ok();
    desk.run(&["get", "r.ron", "income[乙].fiscal", "units[4].name"]).ok().gives("1.00\n甲\n");
}

#[test]
fn rows_can_exchange_their_names() {
    let desk = Desk::with_report("names");
    desk.run(&["set", "r.ron", "units[1].name=甲", "units[2].name=乙", "income[甲].fiscal=1"]).ok();
    desk.run(&["set", "r.ron", "units[甲].name=乙", "units[乙].name=甲", "income[甲].fiscal=2"]).ok();
    desk.run(&["get", "r.ron", "income[1].fiscal", "income[2].fiscal"]).ok().gives("1.00\n2.00\n");
}

#[test]
fn nothing_is_overwritten_without_force() {
    let desk = Desk::with_report("force");
    desk.run(&["set", "r.ron", "contact=甲"]).ok();
    let before = desk.read("r.ron");
    desk.run(&["new", "r.ron"]).code(5).says("--force");
    symlink("nowhere.ron", desk.path("dangling.ron")).unwrap();
    desk.run(&["new", "dangling.ron"]).code(5);
    assert_eq!(desk.read("r.ron"), before);
    // The source of a command is not overwritten either, even with `--force`.
    desk.run(&["roll", "r.ron", "-o", "./r.ron", "--force"]).code(2).says("其他文件名");
    desk.write(
        "last.txt",
        "临湘市2023年度部门（单位）整体支出绩效评价自评报告\n联系人：甲\n联络电话：5550123\n".as_bytes(),
    );
    desk.run(&["import", "last.txt", "-o", "last.txt", "--force"]).code(2);
    desk.shell("rm last.txt").ok();
    assert_eq!(desk.read("r.ron"), before);
    desk.run(&["history", "r.ron", "--fetch", "1"]).code(2).says("没有历史版本");
    desk.run(&["new", "r.ron", "--force"]).ok();
    assert_ne!(desk.read("r.ron"), before);
    assert_eq!(desk.names(), ["dangling.ron", "r.ron"]);
}

#[test]
fn links_and_modes_are_kept() {
    let desk = Desk::with_report("links");
    assert_eq!(fs::metadata(desk.path("r.ron")).unwrap().mode() & 0o7777, 0o600);
    fs::set_permissions(desk.path("r.ron"), Permissions::from_mode(0o664)).unwrap();
    fs::create_dir(desk.path("there")).unwrap();
    symlink("../r.ron", desk.path("there/two.ron")).unwrap();
    symlink("there/two.ron", desk.path("one.ron")).unwrap();
    // Only root can give files away.
    let given = chown(desk.path("r.ron"), Some(12_345), Some(12_346)).is_ok();
    desk.run(&["set", "one.ron", "contact=甲"]).ok();
    let metadata = fs::metadata(desk.path("r.ron")).unwrap();
    assert!(!given || (metadata.uid(), metadata.gid()) == (12_345, 12_346));
    assert!(fs::symlink_metadata(desk.path("one.ron")).unwrap().is_symlink());
    assert!(fs::symlink_metadata(desk.path("there/two.ron")).unwrap().is_symlink());
    assert_eq!(fs::metadata(desk.path("r.ron")).unwrap().mode() & 0o7777, 0o664);
    desk.run(&["get", "r.ron", "contact"]).ok().gives("甲\n");
    symlink("circle.ron", desk.path("circle.ron")).unwrap();
    desk.run(&["set", "circle.ron", "contact=甲"]).code(5);
}

#[test]
fn a_damaged_file_is_left_alone() {
    let desk = Desk::new("damaged");
    let text =
        "(\n    form: \"linxiang-overall-expenditure\",\n    entries: {\n        \"年\": 甲,\n    },\n)\n";
    desk.write("r.ron", text.as_bytes());
    desk.run(&["set", "r.ron", "year=2023"]).code(3).says("r.ron:4:").says("    \"年\": 甲,\n").says("^");
    assert_eq!(desk.read("r.ron"), text);
    desk.write("r.ron", b"(form: \"nobody\", entries: {})\n");
    desk.run(&["check", "r.ron"]).code(3).says("linxiang-overall-expenditure");
    desk.write("r.ron", b"(\n  form: \"\xff\")");
    desk.run(&["check", "r.ron"]).code(3).says("r.ron:2:10: ");
}

#[test]
fn unknown_content_is_preserved() {
    let desk = Desk::with_report("unknown");
    let text = desk.read("r.ron").replace(
        "    entries: {\n",
        "    sealed: (by: \"甲\", pages: [1, 2]),\n    entries: {\n        \"budget_code\": \"123456\",\n",
    );
    desk.write("r.ron", text.as_bytes());
    desk.run(&["set", "r.ron", "contact=乙"]).ok();
    let after = desk.read("r.ron");
    assert!(after.contains("\"budget_code\": \"123456\",\n"), "{after}");
    assert!(after.contains("sealed: (by: \"甲\", pages: [1, 2]),\n"), "{after}");
}

#[test]
fn unchanged_content_is_not_saved_again() {
    let desk = Desk::with_report("same");
    let before = fs::metadata(desk.path("r.ron")).unwrap().ino();
    desk.run(&["set", "r.ron", "year=2023"]).ok().says("内容无变化");
    assert_eq!(fs::metadata(desk.path("r.ron")).unwrap().ino(), before);
}

#[test]
fn findings_are_listed_counted_and_explained() {
    let desk = Desk::new("findings");
    desk.run(&["new", "s.ron", "--sample"]).ok();
    desk.run(&["set", "s.ron", "income[1].fiscal=1..2", "contact="]).ok();
    let ran = desk.run(&["check", "s.ron"]).code(1);
    assert!(ran.out.lines().any(|line| line.starts_with("s.ron: ! income[局机关].fiscal ")), "{}", ran.out);
    assert!(ran.out.lines().any(|line| line.starts_with("s.ron: * contact ")), "{}", ran.out);
    assert!(ran.talk.contains("2 处错误"), "{}", ran.talk);
    let json = desk.run(&["check", "s.ron", "--json"]).code(1).out;
    let all: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(all[0]["file"], "s.ron");
    assert_eq!(all[0]["severity"], "error");
    assert!(all[0]["start"].is_null());
}

#[test]
fn strict_requires_explanations() {
    let desk = Desk::new("strict");
    desk.run(&["new", "s.ron", "--sample"]).ok();
    desk.run(&["set", "s.ron", "expenditure[1].basic=1", "--override"]).ok();
    let found = desk.run(&["check", "s.ron", "--json"]).out;
    let found: Vec<serde_json::Value> = serde_json::from_str(&found).unwrap();
    assert!(!found.is_empty());
    let explanations: Vec<String> = found
        .iter()
        .filter(|finding| finding["severity"] == "explain")
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap().to_owned();
            format!("{}@{}=已核对\n", text("rule"), text("path"))
        })
        .collect();
    desk.run(&["check", "s.ron", "--strict"]).code(1);
    desk.run_with(&["set", "s.ron", "-"], &explanations.concat()).ok();
    let ran = desk.run(&["check", "s.ron", "--strict"]);
    assert!(ran.out.contains("| 说明：已核对"), "{ran:?}");
    assert!(ran.talk.contains("，0 处待核实"), "{ran:?}");
}

#[test]
fn exports() {
    let desk = Desk::new("exports");
    desk.run(&["new", "s.ron", "--sample"]).ok();
    let text = desk.run(&["export", "s.ron"]).ok().out;
    assert!(text.contains("收入合计"), "{text}");
    desk.run(&["export", "s.ron", "-o", "s.md", "--final", "--annex"]).ok().gives("").says("s.md");
    assert_eq!(
        desk.run(&["export", "s.ron", "-f", "markdown", "-o", "-", "--annex"]).ok().out,
        desk.read("s.md")
    );
    desk.run(&["export", "s.ron", "-o", "s.md"]).code(5).says("--force");
    for (format, name) in [("text", "t.docx"), ("docx", "t.txt"), ("xlsx", "t.docx")] {
        desk.run(&["export", "s.ron", "-f", format, "-o", name]).code(2).says("不一致");
    }
    desk.run(&["export", "s.ron", "-f", "text", "-o", "notes.md"]).ok();
    desk.run(&["export", "s.ron", "-o", "s.md", "--force"]).ok();
    desk.run(&["export", "s.ron", "-o", "s.xyz"]).code(2).says("markdown");
    desk.run(&["export", "s.ron", "-f", "xyz"]).code(2);
    desk.run(&["set", "s.ron", "contact="]).ok();
    desk.run(&["export", "s.ron", "--final"]).code(1).gives("").says("1 处错误");
    desk.run(&["export", "s.ron", "-f", "csv"]).ok();
    assert_eq!(desk.names(), ["notes.md", "s.md", "s.ron"]);
    // The language of messages does not affect the document.
    assert_eq!(
        desk.run(&["export", "s.ron", "--lang", "en"]).ok().out,
        desk.run(&["export", "s.ron"]).ok().out
    );
}

#[test]
fn form_check_lists_all_mistakes() {
    let desk = Desk::new("mistakes");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/mistakes.ron");
    let ran = desk.run(&["form", "check", file]).code(3).says("共 5 处错误");
    assert_eq!(ran.out.lines().filter(|line| line.trim_start() == "^").count(), 5, "{}", ran.out);
    assert_eq!(ran.out.lines().filter(|line| line.starts_with(file)).count(), 5, "{}", ran.out);
}

#[test]
fn forms_are_found_in_folders_and_by_path() {
    let desk = Desk::new("forms");
    fs::create_dir_all(desk.path(".config/tianbiao/forms")).unwrap();
    let project = include_bytes!("fixtures/project.ron");
    fs::create_dir_all(desk.path("elsewhere")).unwrap();
    desk.write("elsewhere/own.ron", project);
    let id = desk.run(&["form", "show", "./elsewhere/own.ron"]).ok().out;
    let id = id.split_whitespace().next().unwrap().to_owned();
    desk.run(&["new", "r.ron", "--form", "elsewhere/own.ron"]).ok().says("TIANBIAO_FORMS");
    desk.run(&["get", "r.ron"]).code(3).says(&id);
    let found = desk.shell("TIANBIAO_FORMS=/nowhere:elsewhere $T get r.ron --json").ok();
    assert!(found.out.starts_with('{'));
    desk.write(".config/tianbiao/forms/project.ron", project);
    desk.run(&["get", "r.ron"]).ok();
    let list = desk.run(&["form", "list"]).ok().out;
    assert!(list.starts_with("linxiang-overall-expenditure "), "{list}");
    assert!(list.lines().any(|line| line.starts_with(&id)), "{list}");
}

#[test]
fn message_language_follows_option_and_environment() {
    let desk = Desk::with_report("languages");
    desk.run(&["--lang", "en", "get", "none.ron"]).code(5).says("there is no file none.ron");
    desk.shell("unset TIANBIAO_LANG; LC_ALL=en_US.UTF-8 $T get none.ron").code(5).says("there is no file");
    desk.shell("unset TIANBIAO_LANG; LANG=C.UTF-8 $T get none.ron").code(5).says("文件 none.ron 不存在");
    desk.shell("TIANBIAO_LANG=en $T get none.ron --lang zh").code(5).says("文件 none.ron 不存在");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let desk = Desk::new("pipe");
    desk.run(&["new", "s.ron", "--sample"]).ok();
    for arguments in
        [&["get", "s.ron", "--json"][..], &["form", "show", "linxiang-overall-expenditure"], &["man"]]
    {
        let mut command = desk.command(PROGRAM);
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ran: Ran = command.stdout(writer).output().unwrap().into();
        ran.ok().gives("");
    }
    desk.shell("$T get s.ron > /dev/full").code(5).says("标准输出");
}

#[test]
fn a_report_is_read_from_standard_input() {
    let desk = Desk::with_report("stdin");
    let text = desk.read("r.ron");
    desk.run_with(&["get", "-", "year"], &text).ok().gives("2023\n");
    desk.run_with(&["check", "-"], &text).code(1);
}

#[test]
fn pipes_and_folders_are_refused_without_blocking() {
    let desk = Desk::with_report("planted");
    rustix::fs::mkfifoat(rustix::fs::CWD, desk.path("fifo.ron"), 0o600.into()).unwrap();
    desk.run(&["get", "fifo.ron"]).code(5);
    desk.run(&["new", "fifo.ron", "--force"]).code(5);
    desk.run(&["new", ".", "--force"]).code(5);
    assert_eq!(desk.names(), ["fifo.ron", "r.ron"]);
}

#[test]
fn a_file_size_limit_leaves_the_file_whole() {
    let desk = Desk::with_report("limit");
    let before = desk.read("r.ron");
    desk.write("long.txt", format!("tasks={}\n", "长".repeat(4_000)).as_bytes());
    desk.shell("ulimit -f 1; $T set r.ron - < long.txt").code(5).says("原文件未改动");
    assert_eq!(desk.read("r.ron"), before);
    assert_eq!(desk.names(), ["long.txt", "r.ron"]);
}

#[test]
fn data_cannot_control_the_terminal() {
    let desk = Desk::new("escape");
    desk.write("\u{1b}[31m\u{202e}.ron", b"(form: \"\x1b]0;x\x07\", entries: {\x1b})\n");
    let ran = desk.run(&["check", "\u{1b}[31m\u{202e}.ron"]).code(3);
    let bad = |text: &str| text.contains(['\u{1b}', '\u{7}', '\u{202e}']);
    assert!(!bad(&ran.talk) && !bad(&ran.out), "{ran:?}");
}

#[test]
fn manual_and_completions() {
    let desk = Desk::new("manual");
    assert!(desk.run(&["man"]).ok().out.contains(".TH tianbiao"));
    assert!(desk.run(&["man", "set"]).ok().out.contains("override"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(desk.run(&["completions", shell]).ok().out.contains("tianbiao"), "{shell}");
    }
}

#[test]
fn reading_stops_at_the_limit() {
    let desk = Desk::new("limit_read");
    desk.shell("truncate -s 1G huge.ron").ok();
    desk.run(&["get", "huge.ron"]).code(5).says("8 MB");
    let mut command = desk.command(PROGRAM);
    command.args(["get", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    while input.write_all(&[b'a'; 8_192]).is_ok() {}
    let mut talk = String::new();
    child.stderr.take().unwrap().read_to_string(&mut talk).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(5), "{talk}");
}

/// A text that is no number is kept and named, and is not calculated.
#[test]
fn what_is_no_number_is_not_calculated() {
    let desk = Desk::new("no_number");
    desk.run(&["new", "s.ron", "--sample", "--year", "2023"]).ok();
    for (text, says) in [
        ("2024-9-28", "“2024-9-28”为日期，本栏应填数字；确为数字或算式的，请在前面加“=”"),
        ("2024/9/28", "“2024/9/28”为日期"),
        ("9月28日", "“9月28日”为日期，本栏应填数字\n"),
        ("0730-3724618", "“0730-3724618”为电话号码，本栏应填数字"),
        ("3~5", "“3~5”为数值范围，本栏应填一个数\n"),
        ("6.6E+02", "“6.6E+02”为科学计数法，数值可能不完整，请填写完整数字"),
    ] {
        desk.run(&["set", "s.ron", &format!("income[3].fiscal={text}")]).ok().says(says);
        desk.run(&["get", "s.ron", "income[3].fiscal", "income[3].total"]).ok().gives(&format!("{text}\n\n"));
    }
    desk.run(&["set", "s.ron", "staff=3-5", "phone=110"])
        .ok()
        .says("! staff: “3-5”为数值范围")
        .says("! phone: 应为电话号码：5 至 40 位数字，可带“-”，如 0730-3724618");
    for (text, value) in [("100-30", "70.00"), ("=2024-9-28", "1987.00"), ("12+3", "15.00")] {
        desk.run(&["set", "s.ron", &format!("income[3].fiscal={text}")]).ok();
        desk.run(&["get", "s.ron", "income[3].fiscal"]).ok().gives(&format!("{value}\n"));
    }
    for (path, text, value) in [
        ("year", "二〇二三", "2023"),
        ("report_date", "二〇二四年九月二十八日", "2024年9月28日"),
        ("report_date", "二○二四年十一月三十日", "2024年11月30日"),
    ] {
        desk.run(&["set", "s.ron", &format!("{path}={text}")]).ok();
        desk.run(&["get", "s.ron", path]).ok().gives(&format!("{value}\n"));
    }
}

/// A dash or 无 in a number column is a blank. Over a calculated value it is a finding.
#[test]
fn nothing_to_enter_is_a_blank() {
    let desk = Desk::new("nothing_to_enter");
    desk.run(&["new", "s.ron", "--sample", "--year", "2023"]).ok();
    for text in ["无", "—", "－", "/", "不涉及", "无此项"] {
        let ran = desk.run(&["set", "s.ron", &format!("income[3].other={text}")]).ok();
        assert_eq!(ran.talk, "s.ron：已修改 1 处\n");
        desk.run(&["get", "s.ron", "income[3].other", "income[3].total"]).ok().gives("\n881.32\n");
        desk.run(&["get", "s.ron", "income[3].other", "--typed"]).ok().gives(&format!("{text}\n"));
    }
    desk.run(&["set", "s.ron", "income[3].total=—", "--override"]).ok();
    let found = desk.run(&["check", "s.ron"]).out;
    assert!(found.contains("收入合计: 手工填列 —，与计算结果 881.32 不一致，请更正或说明原因"), "{found}");
}

/// An entry that has no place in the form is a finding, is kept, and can be removed.
#[test]
fn an_entry_without_a_place_is_named() {
    let desk = Desk::new("no_place");
    desk.run(&["new", "s.ron", "--sample", "--year", "2023"]).ok();
    let file = desk.read("s.ron").replace("\"staff\":", "\"stafff\":").replace(
        "\"income[3].fiscal\":",
        "\"income[3].fiscall\": \"7\",\n\"nothing\": \"8\",\n\"income[3].fiscal\":",
    );
    desk.write("s.ron", file.replace("edition:", "entriess: {},\n edition:").as_bytes());
    let found = desk.run(&["check", "s.ron"]).code(1).out;
    for line in [
        "s.ron: ? staff 实有人数: 文件中的“stafff”（68）无对应栏目，是否为 staff（实有人数）？\n",
        "公共财政拨款: 文件中的“income[3].fiscall”（7）无对应栏目，是否为 income[工程质量监督站].fiscal",
        ": i year 年度: 文件中的“nothing”（8）无对应栏目，原样保留、未计入\n",
        ": i year 年度: 文件中的“entriess”（{}）无对应栏目",
    ] {
        assert!(found.contains(line), "{line}\n{found}");
    }
    desk.run(&["set", "s.ron", "contact=新人"]).ok();
    assert!(desk.read("s.ron").contains("\"stafff\": \"68\""));
    desk.run(&["set", "s.ron", "staff=68", "stafff=", "income[3].fiscall=", "nothing="])
        .ok()
        .says("已修改 4 处");
    let found = desk.run(&["check", "s.ron"]).out;
    assert!(!found.contains("stafff") && !found.contains("fiscall"), "{found}");
    desk.run(&["set", "s.ron", "stafff="]).code(2).says("stafff");
}

/// Comments that a person wrote in the file stay when a command or the dialogue saves it.
#[test]
fn comments_of_the_file_stay() {
    let desk = Desk::new("comments");
    desk.run(&["new", "s.ron", "--sample", "--year", "2023"]).ok();
    let comment = "\"posts\": \"50\", // 编办文件〔2023〕5号\n";
    let file = desk.read("s.ron").replace("\"posts\": \"50\",\n", comment);
    desk.write("s.ron", file.as_bytes());
    desk.run(&["set", "s.ron", "contact=新人"]).ok();
    assert_eq!(desk.read("s.ron").matches(comment).count(), 1);
    desk.run_with(&["table", "s.ron", "income", "-"], "机构名称\t公共财政拨款\n工程质量监督站\t700\n").ok();
    assert_eq!(desk.read("s.ron").matches(comment).count(), 1);
    desk.run_with(&["--plain", "s.ron"], "/定位 联系人\n老周\n/退出\n").ok();
    let file = desk.read("s.ron");
    assert!(file.matches(comment).count() == 1 && file.contains("老周"), "{file}");
}

/// `set -` takes what `get` gives, also into another report and with values that override a formula.
#[test]
fn set_takes_what_get_gives() {
    let desk = Desk::new("get_set");
    desk.run(&["new", "s.ron", "--sample", "--year", "2023"]).ok();
    desk.run(&["set", "s.ron", "income[sum].total=900", "--override"]).ok();
    for options in [&["get", "s.ron"][..], &["get", "s.ron", "--typed"]] {
        let lines = desk.run(options).ok().out;
        assert!(lines.contains("\n!income[sum].total=900"), "{lines}");
        desk.run_with(&["set", "s.ron", "-"], &lines).ok();
        desk.run(&["new", "c.ron", "--force"]).ok();
        desk.run_with(&["set", "c.ron", "-"], &lines).ok();
        desk.run(&["get", "c.ron", "income[sum].total"]).ok().gives("900.00\n");
        assert_eq!(desk.run(options).ok().out, lines);
    }
    desk.run(&["set", "s.ron", "expenditure[3].total=5"]).code(2).says("--override");
    desk.run(&["set", "s.ron", "!expenditure[3].total=5"]).ok();
}

/// A name that two rows have is no path, and is a finding.
#[test]
fn a_name_of_two_rows_is_refused() {
    let desk = Desk::new("two_rows");
    desk.run(&["new", "s.ron", "--sample", "--year", "2023"]).ok();
    let before = desk.read("s.ron");
    let refusal = "income 的第 2 行和第 3 行名称均为“工程质量监督站”，请使用行号，如 income[2]";
    let both = ["set", "s.ron", "units[2].name=工程质量监督站", "income[工程质量监督站].fiscal=5"];
    desk.run(&both).code(2).says(refusal);
    assert_eq!(desk.read("s.ron"), before);
    desk.run(&both[..3]).ok();
    desk.run(&["set", "s.ron", "income[工程质量监督站].fiscal=5"]).code(2).says(refusal);
    desk.run(&["get", "s.ron", "income[工程质量监督站].fiscal"]).code(2).says(refusal);
    desk.run(&["set", "s.ron", "income[2].fiscal=5"]).ok();
    assert!(desk.run(&["check", "s.ron"]).out.contains("机构名称“工程质量监督站”与第 2 行重复"));
}

/// Calculated cells are marked in both directions, also if one report has no value.
#[test]
fn differences_of_calculated_cells_are_marked() {
    let desk = Desk::with_report("diff_calculated");
    desk.run(&["new", "s.ron", "--sample", "--year", "2023"]).ok();
    for (from, to) in [("s.ron", "r.ron"), ("r.ron", "s.ron")] {
        let ran = desk.run(&["diff", from, to]).code(1).says("其中自动计算（=）30 处");
        assert_eq!(ran.out.lines().filter(|line| line.starts_with("= ")).count(), 30, "{}", ran.out);
    }
}
