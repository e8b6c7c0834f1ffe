//! A person at the keyboard.

use crate::support::scenario::{BUILT_IN, Scenario};

#[test]
fn look() {
    for size in [(80, 24), (120, 40)] {
        for keys in [
            "",
            "<PgDn>",
            "<PgDn><PgDn>",
            "<PgDn*3><Tab*20>",
            "<PgDn*6>",
            "<PgDn*8>",
            "<F7>",
            "<F10>",
            "<F3>lxr",
        ] {
            println!("{size:?} {keys}");
            println!("{}", Scenario::sample(size).keys(keys).screen());
        }
    }
    println!("{}", Scenario::blank(BUILT_IN, (80, 24)).screen());
}
