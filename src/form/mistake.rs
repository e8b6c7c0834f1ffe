//! Mistakes in a template, with position and suggestion.

use crate::message::{self, Lang};

use super::kind::Kind;

/// A mistake in a template, with its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Kind of the mistake.
    pub kind: MistakeKind,
}

/// Defines the kinds of mistakes, each with its sentence in Chinese and in English.
macro_rules! mistakes {
    ($($kind:ident $({ $($field:ident: $type:ty),* })? => $zh:literal, $en:literal;)*) => {
        /// Kinds of mistakes in a template.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each variant is explained by its sentence")]
        pub enum MistakeKind {
            $($kind $({ $($field: $type),* })?),*
        }

        impl MistakeKind {
            /// Returns the message for the user, without the position.
            #[allow(clippy::useless_format, reason = "some sentences have no fields")]
            pub fn sentence(&self, lang: Lang) -> String {
                match self {
                    $(MistakeKind::$kind $({ $($field),* })? => {
                        $($(let $field = $field.words(lang);)*)?
                        match lang {
                            Lang::Zh => format!($zh),
                            Lang::En => format!($en),
                        }
                    })*
                }
            }
        }
    };
}

mistakes! {
    Syntax { error: Box<ron::Error> } => "写法错误：{error}", "syntax error: {error}";
    UnknownKey { found: String, near: Option<String>, all: String } => "没有 {found} 项，可用：{all}{near}", "unknown key {found}; expected one of: {all}{near}";
    BadName { name: String } => "名称“{name}”无效：应由小写字母、数字和下划线组成，以字母开头", "the name \"{name}\" is not allowed: use lower-case letters, digits and underscores, starting with a letter";
    BadId { name: String } => "编号“{name}”无效：应由小写字母、数字和连字符“-”组成", "the id \"{name}\" is not allowed: use lower-case letters, digits and hyphens";
    BadChoice { choice: String } => "选项“{choice}”无效：不能为空，两端不能有空格，不能重复", "the choice \"{choice}\" is not allowed: a choice must not be blank, begin or end with a blank, or be there twice";
    InseparableChoice { choice: String } => "Choices 类型的选项“{choice}”不能含有顿号、逗号、分号", "the choice \"{choice}\" of the type Choices must not contain a mark that separates choices: 、 , ;";
    NotOneChoice { name: String } => "{name} 不是单项选择，choices_by 应以另一 Choice 类型的栏目名称开头", "{name} is not a choice: choices_by begins with the name of another field of the type Choice";
    UnknownChoice { name: String, choice: String, all: String } => "{name} 没有选项“{choice}”，可用：{all}", "{name} has no choice \"{choice}\"; available: {all}";
    ChoiceWithoutList { name: String, choice: String } => "choices_by 中缺少 {name} 的选项“{choice}”；始终可选的内容写入 choices", "choices_by has no list for the choice \"{choice}\" of {name}; choices that always fit belong in choices";
    BadDefault { text: String, kind: &'static str } => "default“{text}”不是 {kind} 类型的有效内容", "the default \"{text}\" is not a valid {kind}";
    DuplicateName { name: String, first_line: usize } => "{name} 已在第 {first_line} 行用过，请换一个名称", "{name} is already used on line {first_line}: choose another name";
    StillNamed { name: String } => "“{name}”在本报表格式中仍为现用名称，不能作为旧名称", "\"{name}\" is still in use as a name in this form; a former name must be one that is no longer used";
    UnknownName { name: String, near: Option<String> } => "报表格式中没有 {name}{near}", "the form has no {name}{near}";
    Ambiguous { name: String, path: String } => "{name} 既是本表的栏，又是表外的项目：本表的栏写作 {path}；要用表外的项目，请将其中之一改名", "{name} is a column of this table and also a field outside tables: write {path} for the column; to use the field, rename one of them";
    UnknownColumn { table: String, column: String, near: Option<String> } => "{table} 没有 {column} 栏{near}", "{table} has no column {column}{near}";
    UnknownFunction { name: String, near: Option<String>, all: String } => "没有函数 {name}，可用：{all}{near}", "there is no function {name}; available: {all}{near}";
    NoRowSets { name: String } => "没有行组 {name}：row_sets 为空，请在其中写入 (name: \"{name}\", ..)", "there is no row set {name}: row_sets is empty; add (name: \"{name}\", ..) to it";
    UnknownRows { name: String, all: String } => "没有行组 {name}，row_sets 中有：{all}", "there is no row set {name}; row_sets contains: {all}";
    UnexpectedToken { found: String } => "此处不应有“{found}”", "\"{found}\" is not allowed here";
    WrittenOtherwise { found: String, instead: &'static str } => "此处不应有“{found}”，请改用 {instead}", "\"{found}\" is not allowed here: write {instead}";
    Expected { expected: String, found: String } => "此处应为“{expected}”，而不是“{found}”", "expected \"{expected}\", found \"{found}\"";
    ExpectedAtEnd { expected: String } => "公式末尾缺少“{expected}”", "\"{expected}\" is missing at the end of the formula";
    EndOfFormula => "公式不完整，其后应为数字或名称", "the formula is incomplete: a number or a name must follow";
    EmptyFormula => "公式为空", "the formula is empty";
    OpenQuote => "引号没有配对", "the quote is not closed";
    NoQuotes => "此处的文字应加引号，如 \"甲\"", "a text must be in quotes, as in \"a\"";
    ListExpected => "此处应有冒号；如为列表，列表应以 [ 开头", "a colon is missing; if this is a list, the list must begin with [";
    Unpaired { found: String, open: String, line: usize } => "此处的 {found} 与第 {line} 行的 {open} 不配对，两者之间缺少或多出一个括号", "{found} does not close {open} of line {line}: a bracket between them is missing or too many";
    NotOpened { found: String } => "此处的 {found} 多余，之前没有与之配对的括号", "{found} closes nothing: no bracket is open here";
    NotClosed { found: String } => "此处的 {found} 没有配对，其后缺少右括号", "{found} is never closed";
    OpenBrace => "大括号没有配对；大括号本身应写为 {{{{", "the brace is not closed; write {{{{ for a brace";
    UnreadableNumber { found: String } => "“{found}”不是数字", "\"{found}\" is not a number";
    FormulaTooLong { limit: usize } => "公式过长，最多 {limit} 字", "the formula is too long: at most {limit} characters";
    FormulaTooDeep { limit: usize } => "括号嵌套过深，最多 {limit} 层", "the formula is nested too deeply: at most {limit} levels";
    WrongKind { found: Kind, wanted: Kind } => "此处应为{wanted}，该公式的结果为{found}", "expected {wanted}; this formula gives {found}";
    Incomparable { left: Kind, right: Kind } => "{left}与{right}不能进行此运算", "{left} and {right} cannot be combined like this";
    WrongArity { usage: String, found: usize } => "有 {found} 个参数，应为 {usage}", "{found} arguments given; the usage is {usage}";
    ManyRows { path: String } => "{path} 有多行：应使用 sum({path}) 等函数，或 表名[sum].栏名", "{path} has many rows: use a function such as sum({path}), or table[sum].column";
    NoSumRow { path: String } => "{path} 没有汇总行的数", "{path} has no cell in a sum row";
    NotAYear { found: String } => "标签中的大括号内只能为 year 所指的项目，可加减年数，如 {{year}}、{{year - 1}}，不能为“{found}”", "in a label, braces can contain only the field named by year, as in {{year}} or {{year - 1}}, not \"{found}\"";
    RowExpected => "方括号中应为 sum（汇总行）、行号或行名", "brackets hold sum (the sum row), a row number or a row name";
    NoRowNumber { number: String, most: usize } => "没有第 {number} 行，行号为 1 至 {most}", "there is no row {number}: rows are numbered from 1 to {most}";
    NoRowNamed { name: String, near: Option<String> } => "start 中没有名称为“{name}”的行{near}", "no row of start has the name \"{name}\"{near}";
    RowsNotFixed { min: usize, max: usize } => "有 row_formulas 的表行数应固定：min（{min}）应等于 max（{max}）", "a table with row_formulas must have a fixed number of rows: min ({min}) must equal max ({max})";
    NoOwnColumn => "只有 row_formulas 中可用 [行号] 表示本栏的其他行", "[row] for another row of the same column is allowed only in row_formulas";
    CellExpected { usage: String } => "{usage} 的参数应为栏目名称", "the argument of {usage} must be the name of a field or column";
    NoSuchDate { found: String } => "没有 {found} 这一日期", "there is no date {found}";
    ColumnExpected { table: String } => "{table} 是表，其后应有 .栏名", "{table} is a table: add a column, as in {table}.column";
    Cycle { path: String } => "公式循环引用：{path}", "the formulas depend on each other in a circle: {path}";
    MissingType { name: String, all: String } => "{name} 缺少 type，可用：{all}", "{name} has no type; available: {all}";
    NoChoices { name: String } => "{name} 为选择项，应有 choices: [\"甲\", \"乙\"]", "{name} is a choice: write choices: [\"a\", \"b\"]";
    TooManyDecimals { limit: u32 } => "小数最多 {limit} 位", "at most {limit} decimals";
    NotALanguage { found: String } => "language 应为 \"zh\" 或 \"en\"，不能为 \"{found}\"", "language must be \"zh\" or \"en\", not \"{found}\"";
    NotAPercentage { found: String } => "change 为百分数，应大于 0，如 \"30\"，不能为“{found}”", "change must be a percentage greater than 0, such as \"30\", not \"{found}\"";
    NoSections => "sections 为空：报表格式至少应有一节", "sections is empty: a form must have at least one section";
    NoColumns => "表没有栏：columns 中至少应有一个 Column(..)", "the table has no columns: write at least one Column(..)";
    NoTableName => "表应有 name，或在 groups 中分别命名", "the table needs a name, or groups that have names";
    HeadersTooDeep { limit: usize } => "表头最多 {limit} 层", "headers can have at most {limit} levels";
    TableInChapter => "表不能置于 Chapter 中，应置于节之下", "a table cannot be in a Chapter: put it in a section";
    TooMany { what: &'static str, limit: usize } => "{what} 过多，最多 {limit}", "too many {what}: at most {limit}";
    MinAboveMax { min: usize, max: usize } => "min（{min}）大于 max（{max}）：最少行数不能超过最多行数", "min ({min}) is greater than max ({max}): reduce min or increase max";
    StartOutside { start: usize, min: usize, max: usize } => "新报告初始为 {start} 行，min 和 max 限定为 {min} 至 {max} 行；请修改 start", "a new report starts with {start} rows, but min and max allow {min} to {max}: change start";
    OutOfRange { key: &'static str, found: u32, min: u32, max: u32 } => "{key}：{found} 不在 {min} 至 {max} 之间", "{key}: {found} is not between {min} and {max}";
    WidthCount { found: usize, wanted: usize } => "widths 有 {found} 个，应有 {wanted} 个：印出的每列一个，含左侧的名称列和行名列", "widths has {found} entries, expected {wanted}: one for each printed column, including captions and row names";
    WidthSum { found: u32 } => "宽度合计 {found}%，应为 100%（表含 aside）", "the widths add up to {found}%, not 100% (for a table, including aside)";
    Misplaced { key: &'static str, place: &'static str } => "{key} 只能与 {place} 同时使用", "{key} can only be used with {place}";
    NoteNotFirst => "over_note 应写在同一 over 的第一组中，且应有 over", "over_note must be in the first group of an over";
    PrintedTwice { name: String } => "{name} 在 paper 中重复", "paper prints {name} twice";
    NotPrinted { name: String } => "paper 中没有 {name} 列，该列不会印出", "paper does not include the column {name}, so it is not printed";
    LinesOfMany => "lines 只用于单行文字的清单：不能有分组、合计、行名、长文字或 at_least", "lines is only for a list of single-line texts: no groups, sum, row names, long text or at_least";
    AtLeastOfMany => "at_least 只用于没有分组的表", "at_least is only for a table without groups";
}

/// A field of a mistake as a part of its sentence.
trait Words {
    fn words(&self, lang: Lang) -> String;
}

/// Fields that are the same in both languages.
macro_rules! as_written {
    ($($type:ty)*) => {
        $(impl Words for $type {
            fn words(&self, _: Lang) -> String {
                self.to_string()
            }
        })*
    };
}

as_written! { String &'static str usize u32 }

/// The most similar name, as a question after the sentence.
impl Words for Option<String> {
    fn words(&self, lang: Lang) -> String {
        self.as_ref().map_or_else(String::new, |near| message::did_you_mean(lang, near))
    }
}

impl Words for Box<ron::Error> {
    fn words(&self, lang: Lang) -> String {
        message::ron_reason(lang, self)
    }
}

impl Words for Kind {
    fn words(&self, lang: Lang) -> String {
        let names = match self {
            Kind::Number => ["数字", "a number"],
            Kind::Text => ["文字", "text"],
            Kind::Date => ["日期", "a date"],
            Kind::Truth => ["是或否", "a condition"],
        };
        lang.choose(names).to_owned()
    }
}

/// Returns the most similar name, if it is similar enough for a typing error.
pub fn nearest<'a>(name: &str, all: impl Iterator<Item = &'a str>) -> Option<String> {
    similar(name, all).first().map(|candidate| (*candidate).to_owned())
}

/// Returns the names that are similar enough for a typing error, the most similar first.
pub fn similar<'a>(name: &str, all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let limit = 1 + name.chars().count() / 4;
    let distances = all.map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate));
    let mut similar: Vec<_> = distances.filter(|(distance, _)| *distance <= limit).collect();
    similar.sort_unstable();
    similar.into_iter().map(|(_, candidate)| candidate).collect()
}
