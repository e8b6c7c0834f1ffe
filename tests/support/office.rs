//! A checker of Word files: the order of elements, and rules that no validator reports.
//!
//! Readers open most broken files without a message, and each shows something different. Therefore every part
//! is checked against a table of the element orders of ECMA-376, as far as the program writes these elements.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::blank;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Elements with the order of their children. Names are separated by blanks; `a|b` is a choice for the same
/// position.
const ORDERS: &[(&str, &str)] = &[
    ("w:document", "w:body"),
    ("w:body", "w:p|w:tbl w:sectPr"),
    ("w:tbl", "w:tblPr w:tblGrid w:tr"),
    ("w:tr", "w:tblPrEx w:trPr w:tc"),
    ("w:tc", "w:tcPr w:p"),
    ("w:p", "w:pPr w:r"),
    ("w:r", "w:rPr w:t|w:tab|w:br|w:noBreakHyphen|w:fldChar|w:instrText"),
    (
        "w:pPr",
        "w:pStyle w:keepNext w:keepLines w:pageBreakBefore w:widowControl w:numPr w:pBdr w:shd w:tabs \
         w:suppressAutoHyphens w:kinsoku w:wordWrap w:overflowPunct w:topLinePunct w:autoSpaceDE w:autoSpaceDN \
         w:bidi w:adjustRightInd w:snapToGrid w:spacing w:ind w:contextualSpacing w:mirrorIndents w:jc \
         w:textDirection w:textAlignment w:outlineLvl w:rPr w:sectPr",
    ),
    (
        "w:rPr",
        "w:rStyle w:rFonts w:b w:bCs w:i w:iCs w:caps w:strike w:vanish w:color w:spacing w:w w:kern w:position \
         w:sz w:szCs w:highlight w:u w:shd w:vertAlign w:lang",
    ),
    ("w:trPr", "w:cantSplit w:trHeight w:tblHeader"),
    (
        "w:tcPr",
        "w:tcW w:gridSpan w:vMerge w:tcBorders w:shd w:noWrap w:tcMar w:textDirection w:tcFitText w:vAlign w:hideMark",
    ),
    (
        "w:tblPr",
        "w:tblStyle w:tblpPr w:tblW w:jc w:tblCellSpacing w:tblInd w:tblBorders w:shd w:tblLayout w:tblCellMar w:tblLook",
    ),
    ("w:tblBorders", "w:top w:left w:bottom w:right w:insideH w:insideV"),
    ("w:tblCellMar", "w:top w:left w:bottom w:right"),
    ("w:tblGrid", "w:gridCol"),
    ("w:tabs", "w:tab"),
    (
        "w:sectPr",
        "w:headerReference|w:footerReference w:type w:pgSz w:pgMar w:pgBorders w:pgNumType w:cols w:vAlign \
         w:titlePg w:textDirection w:docGrid",
    ),
    ("w:styles", "w:docDefaults w:latentStyles w:style"),
    ("w:docDefaults", "w:rPrDefault w:pPrDefault"),
    ("w:rPrDefault", "w:rPr"),
    ("w:pPrDefault", "w:pPr"),
    (
        "w:style",
        "w:name w:aliases w:basedOn w:next w:link w:uiPriority w:semiHidden w:unhideWhenUsed w:qFormat w:locked \
         w:rsid w:pPr w:rPr w:tblPr w:trPr w:tcPr",
    ),
    ("w:fonts", "w:font"),
    ("w:font", "w:altName w:panose1 w:charset w:family w:notTrueType w:pitch w:sig"),
    (
        "w:settings",
        "w:view w:zoom w:bordersDoNotSurroundHeader w:bordersDoNotSurroundFooter w:defaultTabStop \
         w:evenAndOddHeaders w:characterSpacingControl w:compat w:themeFontLang",
    ),
    (
        "w:compat",
        "w:spaceForUL w:balanceSingleByteDoubleByteWidth w:doNotLeaveBackslashAlone w:ulTrailSpace \
         w:doNotExpandShiftReturn w:adjustLineHeightInTable w:useFELayout w:compatSetting",
    ),
    ("w:hdr", "w:p"),
    ("w:ftr", "w:p"),
];

/// Elements without a value: Word reads any value as true, other readers do not.
const ON_OFF: &str = "w:cantSplit w:keepNext w:tblHeader w:qFormat w:semiHidden w:unhideWhenUsed w:b w:evenAndOddHeaders \
                      w:spaceForUL w:ulTrailSpace w:useFELayout";
/// Elements with all the attributes that they can have.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("w:gridCol", "w:w"),
    ("w:gridSpan", "w:val"),
    ("w:vMerge", "w:val"),
    ("w:tcW", "w:w w:type"),
    ("w:tblW", "w:w w:type"),
    ("w:pStyle", "w:val"),
];
/// Word allows no more columns than this in a table.
const MAX_COLUMNS: usize = 63;

/// An element.
#[derive(Clone, Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    /// Returns the children with a name.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Returns the first child with a name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Returns the element at the end of a path of first children.
    pub fn at(&self, path: &[&str]) -> &Element {
        path.iter().fold(self, |element, name| {
            element.child(name).unwrap_or_else(|| panic!("no {name} in {}", element.name))
        })
    }

    /// Returns an attribute, or an empty text if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// Returns the element and all of its descendants.
    pub fn everything(&self) -> Vec<&Element> {
        let mut all = vec![self];
        let mut at = 0;
        while at < all.len() {
            all.extend(&all[at].children);
            at += 1;
        }
        all
    }

    /// Returns all text below the element.
    pub fn words(&self) -> String {
        let below: String = self.children.iter().map(Element::words).collect();
        let hyphen = if self.name == "w:noBreakHyphen" { "-" } else { "" };
        format!("{hyphen}{}{below}", self.text)
    }
}

/// Returns the parts of an archive by name.
pub fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut parts = BTreeMap::new();
    for (name, content) in blank::parts(bytes) {
        assert!(parts.insert(name, String::from_utf8(content).unwrap()).is_none(), "each part occurs once");
    }
    parts
}

/// Parses a part.
pub fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    let element = |start: &BytesStart<'_>| Element {
        name: start.name().as_ref().to_owned(),
        attributes: start
            .attributes()
            .flatten()
            .map(|attribute| {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_default();
                (attribute.key.as_ref().to_owned(), value.into_owned())
            })
            .collect(),
        ..Element::default()
    };
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(element(&start)),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().ok_or("too many ends")?.children.push(done);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                let found = resolve_predefined_entity(&entity).ok_or_else(|| format!("&{};", &*entity))?;
                open.last_mut().unwrap().text.push_str(found);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut top = open.pop().ok_or("no element")?;
    if !open.is_empty() || top.children.len() != 1 {
        return Err("not one element at the top".to_owned());
    }
    Ok(top.children.remove(0))
}

/// Returns all problems of a Word file; none for a valid one.
pub fn problems(bytes: &[u8]) -> Vec<String> {
    check(&parts(bytes))
}

/// Returns the problems of a Word file that is given by its parts.
pub fn check(parts: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    let mut trees = BTreeMap::new();
    for (name, text) in parts {
        if let Some(c) = text.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t') {
            found.push(format!("{name}: control character {c:?}"));
        }
        match parse(text) {
            Ok(tree) => {
                trees.insert(name.as_str(), tree);
            }
            Err(error) => found.push(format!("{name}: {error}")),
        }
    }
    let empty = Element::default();
    let tree = |name: &str| trees.get(name).unwrap_or(&empty);
    for (name, tree) in &trees {
        for element in tree.everything() {
            if let Some(problem) = order(element).or_else(|| attributes(element)) {
                found.push(format!("{name}: {problem}"));
            }
        }
    }
    let document = tree("word/document.xml");
    body(document, &mut found);
    found.extend(tables(document));
    let ids =
        |name: &'static str, attribute: &'static str, elements: Vec<&Element>| -> (BTreeSet<String>, bool) {
            let ids = elements.iter().filter(|element| element.name == name);
            let ids: Vec<String> = ids.map(|element| element.get(attribute).to_owned()).collect();
            let set: BTreeSet<String> = ids.iter().cloned().collect();
            let unique = set.len() == ids.len();
            (set, unique)
        };
    let (styles, unique) = ids("w:style", "w:styleId", tree("word/styles.xml").everything());
    if !unique {
        found.push("a style id is there twice".to_owned());
    }
    for tree in trees.values() {
        for element in tree.everything() {
            let names_style = ["w:pStyle", "w:basedOn", "w:next"].contains(&element.name.as_str());
            if names_style && !styles.contains(element.get("w:val")) {
                found.push(format!("no style {:?}", element.get("w:val")));
            }
        }
    }
    let relations = tree("word/_rels/document.xml.rels");
    let (targets, unique) = ids("Relationship", "Id", relations.everything());
    if !unique {
        found.push("a relationship id is there twice".to_owned());
    }
    for element in document.everything().into_iter().filter(|element| element.attributes.contains_key("r:id"))
    {
        if !targets.contains(element.get("r:id")) {
            found.push(format!("no relationship {:?}", element.get("r:id")));
        }
    }
    for relation in relations.all("Relationship") {
        if !parts.contains_key(&format!("word/{}", relation.get("Target"))) {
            found.push(format!("no part {:?}", relation.get("Target")));
        }
    }
    let (typed, _) = ids("Override", "PartName", tree("[Content_Types].xml").everything());
    for name in parts.keys().filter(|name| !name.contains("_rels/") && *name != "[Content_Types].xml") {
        if !typed.contains(&format!("/{name}")) {
            found.push(format!("{name} has no content type"));
        }
    }
    for name in typed.iter().filter(|name| !parts.contains_key(name.trim_start_matches('/'))) {
        found.push(format!("a content type for {name}, which is not there"));
    }
    if tree("docProps/core.xml").all("dc:title").count() != 1 {
        found.push("not one dc:title".to_owned());
    }
    found
}

/// Returns the problems of the tables of a document.
pub fn tables(document: &Element) -> Vec<String> {
    let mut found = Vec::new();
    for table in document.everything().into_iter().filter(|element| element.name == "w:tbl") {
        grid(table, &mut found);
    }
    found
}

/// Returns a child that is not allowed in an element, or not at its position.
fn order(element: &Element) -> Option<String> {
    let (_, order) = ORDERS.iter().find(|(name, _)| *name == element.name)?;
    let places: Vec<Vec<&str>> = order.split_whitespace().map(|place| place.split('|').collect()).collect();
    let mut last = 0;
    for child in &element.children {
        let Some(at) = places.iter().position(|names| names.contains(&child.name.as_str())) else {
            return Some(format!("{} in {}", child.name, element.name));
        };
        if at < last {
            return Some(format!("{} too late in {}", child.name, element.name));
        }
        last = at;
    }
    // Each child of a property element is allowed only once.
    let is_properties = element.name.ends_with("Pr") || element.name == "w:style" || element.name == "w:font";
    let names: Vec<&str> = element.children.iter().map(|child| child.name.as_str()).collect();
    let repeats =
        |name: &&&str| !name.ends_with("Reference") && names.iter().filter(|other| other == name).count() > 1;
    names
        .iter()
        .find(repeats)
        .filter(|_| is_properties)
        .map(|name| format!("{name} twice in {}", element.name))
}

fn attributes(element: &Element) -> Option<String> {
    let name = element.name.as_str();
    if ON_OFF.split_whitespace().any(|known| known == name) && !element.attributes.is_empty() {
        return Some(format!("{name} with a value"));
    }
    let (_, allowed) = ATTRIBUTES.iter().find(|(known, _)| *known == name)?;
    let other = element
        .attributes
        .keys()
        .find(|key| !allowed.split_whitespace().any(|known| known == key.as_str()))?;
    Some(format!("{other} at {name}"))
}

/// Checks that tables have a paragraph between them, and that the properties of the last section are at the
/// end.
fn body(document: &Element, found: &mut Vec<String>) {
    let Some(body) = document.child("w:body") else {
        found.push("no body".to_owned());
        return;
    };
    let names: Vec<&str> = body.children.iter().map(|child| child.name.as_str()).collect();
    if names.last() != Some(&"w:sectPr") {
        found.push("no properties of the last section".to_owned());
    }
    for pair in names.windows(2) {
        if pair[0] == "w:tbl" && pair[1] != "w:p" {
            found.push(format!("{} directly after a table", pair[1]));
        }
    }
}

/// Checks that the cells of each row fill the grid, and that a continued cell has a cell above that it
/// continues.
fn grid(table: &Element, found: &mut Vec<String>) {
    let Some(grid) = table.child("w:tblGrid") else {
        found.push("a table without a grid".to_owned());
        return;
    };
    let widths: Vec<u32> =
        grid.all("w:gridCol").map(|column| column.get("w:w").parse().unwrap_or(0)).collect();
    if widths.len() > MAX_COLUMNS || widths.contains(&0) {
        found.push(format!("a grid of {} columns: {widths:?}", widths.len()));
    }
    let mut above: BTreeSet<(usize, usize)> = BTreeSet::new();
    for row in table.all("w:tr") {
        let mut at = 0;
        let mut merged = BTreeSet::new();
        for cell in row.all("w:tc") {
            if cell.children.last().is_none_or(|last| last.name != "w:p") {
                found.push("a cell that does not end with a paragraph".to_owned());
            }
            let properties = |name: &str| cell.child("w:tcPr").and_then(|properties| properties.child(name));
            let span = properties("w:gridSpan").map_or(1, |span| span.get("w:val").parse().unwrap_or(0));
            let width: u32 = widths.iter().skip(at).take(span).sum();
            if properties("w:tcW").is_none_or(|given| given.get("w:w") != width.to_string()) {
                found.push(format!("a cell that is not as wide as its columns: {:?}", cell.words()));
            }
            if let Some(merge) = properties("w:vMerge") {
                if merge.get("w:val") != "restart" && !above.contains(&(at, span)) {
                    found.push("a merged cell with nothing above".to_owned());
                }
                merged.insert((at, span));
            }
            at += span;
        }
        if at != widths.len() {
            found.push(format!("a row of {at} of {} columns: {:?}", widths.len(), row.words()));
        }
        above = merged;
    }
}
