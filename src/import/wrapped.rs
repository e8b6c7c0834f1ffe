//! Joins the lines of texts that were wrapped at the width of a page, as in the text of a PDF.

use super::label::{ends_sentence, join_line, strip_number};
use crate::export::width;

/// Widths at which a page wraps its lines, in cells.
const PAGE: std::ops::RangeInclusive<usize> = 40..=110;
/// Difference between full lines, in cells: a line can end early before a number or a bracket.
const MARGIN: usize = 9;
/// Minimum number of lines that are full and end within a sentence.
const MIN_FULL: usize = 6;
/// Minimum width of a line that is no heading, in cells.
const MIN_LINE: usize = 30;
/// Minimum number of blanks beside digits that show that they stand beside each number.
const MIN_BLANKS: usize = 5;

/// Joins the lines of texts if most lines that end within a sentence are full. Returns, for each text, true if it was
/// changed.
pub(super) fn join_wrapped_lines(texts: &mut [Vec<String>]) -> Vec<bool> {
    let mut changed = vec![false; texts.len()];
    let Some(widest) = page_width(texts) else { return changed };
    let is_full = |line: &str| width(line) + MARGIN >= widest;
    let (mut full, mut short) = (0, 0);
    for two in texts.iter().flat_map(|lines| lines.windows(2)) {
        let is_item = strip_number(&two[0]).is_some();
        match (goes_on(&two[0], &two[1]), is_full(&two[0])) {
            (true, true) => full += 1,
            (true, false) if !is_item && width(&two[0]) >= MIN_LINE => short += 1,
            _ => {}
        }
    }
    if full < MIN_FULL || short * 10 > full {
        return changed;
    }
    let is_spaced =
        texts.iter().flatten().map(|line| beside_digits(line)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let is_spaced = is_spaced.0 >= MIN_BLANKS && is_spaced.1 * 10 <= is_spaced.0;
    for (lines, changed) in texts.iter_mut().zip(&mut changed) {
        let mut joined: Vec<String> = Vec::with_capacity(lines.len());
        let mut before: Option<&String> = None;
        for line in lines.iter() {
            match (joined.last_mut(), before.replace(line)) {
                (Some(text), Some(before)) if is_full(before) && goes_on(before, line) => {
                    join_line(text, &unspread(line));
                }
                _ => joined.push(unspread(line)),
            }
        }
        if is_spaced {
            for line in &mut joined {
                *line = without_blanks(line);
            }
        }
        *changed = *lines != joined;
        *lines = joined;
    }
    changed
}

/// Returns the width of most long lines, if it can be that of a page and no line is much longer.
fn page_width(texts: &[Vec<String>]) -> Option<usize> {
    let mut widths: Vec<usize> = texts.iter().flatten().map(|line| width(line)).collect();
    widths.retain(|width| *width >= MIN_LINE);
    widths.sort_unstable();
    // A few lines that were spread are longer than a page.
    let widest = widths.len().checked_sub(1 + widths.len() / 20).map(|at| widths[at])?;
    let fits = PAGE.contains(&widest) && widths.last().is_some_and(|last| last * 3 <= widest * 4);
    fits.then_some(widest)
}

/// True if a line ends within a sentence and the next one is no item of a list.
fn goes_on(line: &str, next: &str) -> bool {
    !ends_sentence(line) && strip_number(next).is_none()
}

fn is_chinese(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii()
}

/// True if two characters are a digit and a Chinese character.
fn is_beside(a: char, b: char) -> bool {
    (a.is_ascii_digit() && is_chinese(b)) || (is_chinese(a) && b.is_ascii_digit())
}

/// Returns the number of places between digits and Chinese characters with a blank, and of those without one.
fn beside_digits(line: &str) -> (usize, usize) {
    let chars: Vec<char> = line.chars().collect();
    let with = chars.windows(3).filter(|three| three[1] == ' ' && is_beside(three[0], three[2])).count();
    let without = chars.windows(2).filter(|two| is_beside(two[0], two[1])).count();
    (with, without)
}

/// Returns a line that was spread to the width of a page, with a blank behind each character, without the blanks.
fn unspread(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let is_between = |three: &[char]| three[1] == ' ' && !three[0].is_ascii() && !three[2].is_ascii();
    let blanks = chars.windows(3).filter(|three| is_between(three)).count();
    if blanks < MIN_BLANKS || blanks * 3 < chars.len() {
        return line.to_owned();
    }
    chars.iter().filter(|c| **c != ' ').collect()
}

/// Returns a line without the blanks between digits and Chinese characters.
fn without_blanks(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let between = plain.chars().next_back().zip(chars.peek().copied());
        if c != ' ' || !between.is_some_and(|(before, after)| is_beside(before, after)) {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(texts: &[&[&str]]) -> Option<Vec<Vec<String>>> {
        let mut texts: Vec<Vec<String>> =
            texts.iter().map(|lines| lines.iter().map(|line| (*line).to_owned()).collect()).collect();
        join_wrapped_lines(&mut texts).contains(&true).then_some(texts)
    }

    const WRAPPED: [&str; 10] = [
        "全年监督工程 52 个，其中房屋建筑 50 个、市政工程 2 个，总面积",
        "169.39 万平方米，目前在建项目 22 个，新核发施工许可证的",
        "有 14 个，覆盖率",
        "登记手续按时办结，建立监督台账，从登记到验收全程留痕，对巡",
        "查发现的问题逐条记录、逐条销号，复查由原监督人员和科室负责",
        "人共同完成，确保整改到位，全年复查按期完成，形势整体平稳。",
        "（一）提高政治站位，强化监督管理",
        "成立领导小组，重点突出季节性施工及重点时段安全生产工作，进",
        "一步提高了政治站位，形成了全站干部职工团结一心，守土有责的",
        "局面。",
    ];

    #[test]
    fn wrapped_lines_are_joined() {
        let found =
            joined(&[&WRAPPED, &["质监室、检测中心、办公室、计生人事室、综合室、财务室等九个科", "室。"]]);
        let wanted = [
            vec![
                WRAPPED[..3].concat().replace(' ', ""),
                WRAPPED[3..6].concat(),
                WRAPPED[6].to_owned(),
                WRAPPED[7..].concat(),
            ],
            vec!["质监室、检测中心、办公室、计生人事室、综合室、财务室等九个科室。".to_owned()],
        ];
        assert_eq!(found.unwrap(), wanted);
    }

    #[test]
    fn a_line_that_was_spread_loses_its_blanks() {
        let names = "张 三、李 四、王 五、赵 六、钱 七、孙 八、周 九等八名同志参加了评价";
        for (line, wanted) in
            [("2. 安 全 服 务 经 费 ： 实 现 覆 盖 率", "2.安全服务经费：实现覆盖率"), (names, names)]
        {
            assert_eq!(unspread(line), wanted);
        }
    }

    #[test]
    fn whole_lines_are_kept() {
        // A few full lines, lines of different widths, and lines that end sentences are paragraphs.
        let sentence = "登记手续按时办结，建立监督台账，从登记到验收全程留痕，复查。";
        for texts in [
            &[&WRAPPED[..3]][..],
            &[&[sentence; 12]],
            &[&["登记手续按时办结，建立监督台账并留痕"; 12], &[sentence, sentence]],
            &[&[&"长".repeat(200)[..], WRAPPED[0]]],
        ] {
            assert_eq!(joined(texts), None, "{texts:?}");
        }
        let mut mixed = WRAPPED.to_vec();
        mixed.splice(3..3, ["建立监督台账，从登记到验收全程留痕并归"; 3]);
        assert_eq!(joined(&[&mixed]), None);
    }
}
