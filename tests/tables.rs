//! Exchange of tables with a spreadsheet, in both directions.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use tianbiao::form::{Form, Row};
use tianbiao::import::fit::{Area, Fate, fit};
use tianbiao::report::{Report, read};
use tianbiao::sheet::calculate;

use crate::support::desk::{Desk, PROGRAM, Ran};
use crate::support::scenario::{BUILT_IN, PROJECT, SAMPLE, form};

fn sample(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.run(&["new", "r.ron", "--sample"]).ok();
    desk
}

#[test]
fn importing_an_exported_table_changes_nothing() {
    let desk = sample("table_round");
    desk.run(&["set", "r.ron", "income[1].other=600+62.86", "posts=5", "evaluators[1].position==1+1"]).ok();
    desk.run(&[
        "set",
        "r.ron",
        "quality[1].actual=说\"好\"",
        "quality[2].name=\"三公\"经费",
        "income[2].fund=很多",
    ])
    .ok();
    let before = desk.read("r.ron");
    for table in ["units", "income", "expenditure", "official", "assets", "goals", "quality", "evaluators"] {
        let out = desk.run(&["table", "r.ron", table, "--tsv"]).ok().out;
        assert!(out.starts_with('\u{feff}') && !out.contains('\r'), "{out}");
        desk.run_with(&["table", "r.ron", table, "-"], &out).ok().says("内容无变化");
        assert_eq!(desk.read("r.ron"), before, "{table}");
    }
    let out = desk.run(&["table", "r.ron", "evaluators", "--tsv"]).ok().out;
    assert!(out.contains("\t'=1+1\t"), "{out}");
    // Except for the byte order mark at the beginning, it has no invisible characters.
    let hostile = desk.read("r.ron");
    desk.write("hostile.ron", hostile.replacen("说", "\u{1b}[31m\u{9b}31m\u{202e}\u{feff}说", 1).as_bytes());
    let out = desk.run(&["table", "hostile.ron", "quality", "--tsv"]).ok().out;
    let hidden = ['\u{1b}', '\u{9b}', '\u{202e}', '\u{feff}'];
    assert!(out.contains('说') && !out.trim_start_matches('\u{feff}').contains(hidden), "{out:?}");
}

#[test]
fn tables_are_written_for_a_spreadsheet() {
    let desk = sample("table_out");
    desk.run(&["table", "r.ron", "expenditure", "--tsv"]).ok().gives(
        "\u{feff}机构名称\t支出合计\t其中：基本支出\t其中：人员支出\t其中：公用支出\t其中：项目支出\t结余 / 当年结余\t结余 / 累计结余
Σ 局机关及二级机构汇总\t881.32\t767.32\t682.30\t85.02\t114.00\t0.00\t0.00
局机关\t\t\t\t\t\t\t
工程造价服务站\t\t\t\t\t\t\t
工程质量监督站\t881.32\t767.32\t682.30\t85.02\t114.00\t0.00\t0.00
",
    );
    desk.run(&["table", "r.ron", "evaluators"]).ok().gives(
        "\
序号  姓  名  职务/职称  单  位
1     陈致远  站长       临湘市青禾工程质量监督站
2     何静宜  副站长     临湘市青禾工程质量监督站
3     唐书白  财务科长   临湘市青禾工程质量监督站
",
    );
}

#[test]
fn columns_are_matched_by_header_and_rows_by_name() {
    for (name, table, block, gets) in [
        (
            "any_order",
            "income",
            "其他收入\t机构名称\t公共财政拨款\n1\t工程质量监督站\t2\n3\t局机关\t4\n",
            &[("income[工程质量监督站].other", "1.00"), ("income[局机关].fiscal", "4.00")][..],
        ),
        // The layout of a workbook: headers on several lines, a sum row, numbers before the names.
        (
            "several_lines",
            "expenditure",
            "支出情况表\t\t\t\t\n机构名称\t其中：\t\t\t结余\n\t基本支出\t其中：\t\t当年结余\n\t\t人员支出\t公用支出\t\n合计\t9\t9\t9\t9\n1、局机关\t\t5\t6\t7\n",
            &[("expenditure[局机关].personnel", "5.00"), ("expenditure[局机关].balance_year", "7.00")],
        ),
        (
            "no_headers",
            "income",
            "工程造价服务站\t\t1\t2\n局机关\t\t3\n",
            &[("income[工程造价服务站].carried_over", "1.00"), ("income[局机关].carried_over", "3.00")],
        ),
        (
            "no_names",
            "income",
            "上年结转\t公共财政拨款\n1\t2\n3\t4\n",
            &[("income[1].carried_over", "1.00"), ("income[2].fiscal", "4.00")],
        ),
        // New rows, in the order of the spreadsheet.
        (
            "new_rows",
            "income",
            "机构名称\t公共财政拨款\n信息中心\t1\n局机关\t2\n档案馆\t3\n",
            &[("income[4].fiscal", "1.00"), ("units[4].name", "信息中心"), ("income[档案馆].fiscal", "3.00")],
        ),
        (
            "all_tables",
            "units",
            "机构名称\t固定资产（万元） / 其他\t年度收入情况（万元） / 其中：其他收入\n局机关\t1\t2\n",
            &[("assets[局机关].other", "1.00"), ("income[局机关].other", "2.00")],
        ),
        (
            "numbered",
            "goals",
            "序号\t预期目标\t实际完成\n目标2\t甲\t乙\n",
            &[("goals[2].expected", "甲"), ("goals[2].actual", "乙")],
        ),
        // An inserted line: the rows get the order of the lines.
        (
            "put_between",
            "quality",
            "序号\t指标\n指标1\t一\n\t新的\n指标2\t二\n",
            &[("quality[1].name", "一"), ("quality[2].name", "新的"), ("quality[3].name", "二")],
        ),
        (
            "quotes",
            "evaluators",
            "姓名\t单位\n\"三公\"组\t\"一\n二\"\n王五\t'=甲\n",
            &[
                ("evaluators[1].name", "\"三公\"组"),
                ("evaluators[1].unit", "一二"),
                ("evaluators[2].unit", "=甲"),
            ],
        ),
        // A dash means blank; it is not an unreadable text.
        (
            "dashes",
            "income",
            "机构名称\t公共财政拨款\n工程质量监督站\t - \n",
            &[("income[工程质量监督站].fiscal", "")],
        ),
    ] {
        let desk = sample(&format!("table_in_{name}"));
        desk.run_with(&["table", "r.ron", table, "-"], block).ok();
        for (path, value) in gets {
            desk.run(&["get", "r.ron", path]).ok().gives(&format!("{value}\n"));
        }
    }
}

#[test]
fn calculated_cells_are_skipped_and_differences_are_reported() {
    let desk = sample("table_locked");
    let block = "机构名称\t收入合计\t公共财政拨款\nΣ 汇总\t12\t5\n工程质量监督站\t900\t700\n局机关\t\t\n";
    let ran = desk.run_with(&["table", "r.ron", "income", "-"], block).ok().says("已修改 1 处");
    for line in [
        "= income[sum].total：表格 12.00，计算 918.46，差 -906.46",
        "= income[sum].fiscal：表格 5.00，计算 700.00，差 -695.00",
        "= income[工程质量监督站].total：表格 900.00，计算 918.46，差 -18.46",
    ] {
        assert!(ran.talk.contains(line), "{}", ran.talk);
    }
    // The values are not entered as overrides.
    let typed = desk.run(&["get", "r.ron", "--typed"]).ok().out;
    assert!(!typed.contains(".total=") && !typed.contains("[sum]"), "{typed}");
}

#[test]
fn an_invalid_entry_is_kept_and_reported() {
    let desk = sample("table_wrong");
    let block = "机构名称\t公共财政拨款\n局机关\t很多\n";
    desk.run_with(&["table", "r.ron", "income", "-"], block).ok().says("! income[局机关].fiscal: ");
}

#[test]
fn a_table_is_imported_completely_or_not_at_all() {
    let desk = sample("table_nothing");
    let before = desk.read("r.ron");
    for (table, block, says) in [
        (
            "income",
            "机构名称\t公共财政拨款\t备注\n局机关\t1\t好\n",
            "第 2 行：本表没有“备注”栏目，“好”无法填列",
        ),
        ("income", "局机关\t1\t2\t3\t4\t5\t6\t7\n", "第 1 行：“7”超出本表的栏目"),
        (
            "income",
            "机构名称\t公共财政拨款\n局机关\t1\n信息中心\t2\n1、局机关\t3\n信息中心\t4\n",
            "第 4 行：行“1、局机关”重复",
        ),
        ("income", "", "没有可识别的行"),
        ("income", "机构名称\t公共财政拨款\n", "没有可识别的行"),
        ("incomes", "1\n", "是否为 income？"),
        ("year", "1\n", "year 没有行和栏"),
        ("income[1].total", "1\n", "请只写表的名称：income"),
    ] {
        let ran = desk.run_with(&["table", "r.ron", table, "-"], block).code(2).says(says);
        assert!(ran.talk.lines().count() < 25, "{}", ran.talk);
        assert_eq!(desk.read("r.ron"), before, "{table} {block}");
    }
    desk.run_with(&["table", "-", "income", "-"], "").code(2);
    desk.run(&["table", "r.ron", "income", "missing.tsv"]).code(5);
    desk.run(&["table", "missing.ron", "income"]).code(5);
}

#[test]
fn encodings_of_spreadsheets_are_read() {
    let desk = sample("table_files");
    let text = "机构名称\t公共财政拨款\r\n局机关\t\"1,234.5\"\r\n";
    let (gbk, _, _) = encoding_rs::GBK.encode(text);
    desk.write("gbk.txt", &gbk);
    let mut wide: Vec<u8> = vec![0xff, 0xfe];
    wide.extend(text.replace("1,234.5", "1,234.6").encode_utf16().flat_map(u16::to_le_bytes));
    desk.write("unicode.txt", &wide);
    for (file, value) in [("gbk.txt", "1234.50"), ("unicode.txt", "1234.60")] {
        desk.run(&["table", "r.ron", "income", file]).ok();
        desk.run(&["get", "r.ron", "income[局机关].fiscal"]).ok().gives(&format!("{value}\n"));
    }
}

/// A pasted target has one column, or operator, value and unit have their own.
#[test]
fn targets_are_divided_into_their_columns() {
    let desk = Desk::new("table_targets");
    let form = "project-expenditure-self-evaluation";
    for (head, line, parts) in [
        ("三级指标\t年度指标值\t分值", "通过率\t≥95%\t10", ["≥", "95", "%"]),
        ("三级指标\t年度指标值\t分值", "通过率\t不低于95%\t10", ["", "不低于95%", ""]),
        ("三级指标\t指标性质\t指标值\t度量单位", "通过率\t=\t100\t%", ["=", "100", "%"]),
        ("三级指标\t指标性质\t指标值", "通过率\t=\t100%", ["=", "100%", ""]),
    ] {
        desk.write("lines.tsv", [head, "\n", line, "\n"].concat().as_bytes());
        desk.run(&["new", "r.ron", "--form", form, "--force"]).ok();
        desk.run(&["table", "r.ron", "quality", "lines.tsv"]).ok();
        for (column, part) in ["operator", "target", "measure"].iter().zip(parts) {
            let path = format!("quality[1].{column}");
            desk.run(&["get", "r.ron", &path]).ok().gives(&format!("{part}\n"));
        }
    }
}

#[test]
fn a_table_has_no_more_rows_than_its_form_allows() {
    let desk = Desk::new("table_full");
    desk.write("project.ron", PROJECT.as_bytes());
    desk.run(&["new", "r.ron", "--form", "./project.ron"]).ok();
    let before = desk.read("r.ron");
    let lines: Vec<String> = (0..30).map(|row| format!("第{row}人")).collect();
    let mut command = desk.command(PROGRAM);
    command.env("TIANBIAO_FORMS", &desk.folder).args(["table", "r.ron", "members", "lines.tsv"]);
    desk.write("lines.tsv", lines.join("\n").as_bytes());
    let ran: Ran = command.output().unwrap().into();
    let ran = ran.code(2).says("第 21 行：最多 20 行").says("有 10 处错误，文件未改动");
    assert_eq!(ran.talk.lines().count(), 11, "{}", ran.talk);
    assert_eq!(desk.read("r.ron"), before);
}

static FORM: LazyLock<Arc<Form>> = LazyLock::new(|| form(BUILT_IN));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// For any block, the entered values are in the report afterwards, and the rest is unchanged.
    #[test]
    fn any_block_on_any_table(
        block in prop::collection::vec(prop::collection::vec(
            prop::sample::select(vec![
                "", "1", "2.5", "很多", "-", "合计", "Σ 汇总", "局机关", "信息中心", "档案馆", "3、工程质量监督站", "指标1", "目标9",
                "机构名称", "序号", "公共财政拨款", "其中：", "指标", "完成情况", "姓名", "=1+1", "不适用",
            ]), 0..6), 0..8),
        table in prop::sample::select(vec!["units", "income", "goals", "quality", "evaluators"]),
        start in (prop::option::of(0..4_u32), 0..4_usize),
        names in any::<bool>(),
    ) {
        let form = &**FORM;
        let mut report = Report::from_file(form, read(SAMPLE).unwrap());
        let columns = form.columns_named(table).unwrap();
        let start = (start.0.map_or(Row::Sum, Row::At), start.1);
        let block: Vec<Vec<String>> =
            block.iter().map(|line| line.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        let sheet = calculate(form, &report);
        let found = fit(Area { form, report: &report, sheet: &sheet, columns: &columns, start, names }, &block);
        let counts = found.counts(true);
        let before = report.clone();
        if let Some(edit) = found.edit(&columns, true) {
            let back = report.apply(form, edit);
            let mut undone = report.clone();
            undone.apply(form, back);
            prop_assert_eq!(&undone, &before);
        } else {
            prop_assert_eq!((counts.entered, counts.rows), (0, 0));
        }
        prop_assert_eq!(report.rows(columns.rows), before.rows(columns.rows) + counts.rows);
        for put in found.lines.iter().flat_map(|line| &line.cells) {
            match put.fate {
                Fate::Entered | Fate::Replaces | Fate::Unreadable => prop_assert_eq!(report.text(put.cell), &put.text),
                Fate::Same | Fate::Locked => {
                    prop_assert!(!before.has(form, put.cell) || report.text(put.cell) == before.text(put.cell));
                }
            }
        }
    }
}
