//! All integration tests, as one program.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers fail like tests")]
#![allow(clippy::disallowed_methods, reason = "tests write their own files")]
#![allow(unreachable_pub, reason = "a test program exports nothing")]

mod accounts;
mod blanks;
mod commands;
mod diff;
mod doc;
mod doctor;
mod documents;
mod durability;
mod editing;
mod editions;
mod explanations;
mod exports;
mod figures;
mod fill_screen;
mod filling;
mod find;
mod flow;
mod following;
mod garbage;
mod hand_in;
mod hostile;
mod imports;
mod intake;
mod language;
mod last_year;
mod matching;
mod menus;
mod orientation;
mod paste;
mod plain;
mod plants;
mod probe;
mod progress;
mod ranges;
mod readme;
mod recalculation;
mod reconciliation;
mod references;
mod review;
mod roll;
mod scenarios;
mod screens;
mod spreadsheets;
mod start;
mod support;
mod tables;
mod terminal;
mod tidy;
mod traps;
mod versions;
mod wire;
mod word;
mod wording;
