# What must hold before a change is taken: format, lints, documentation, tests.
check:
    .ci/run

# Opens a report, or the start screen.
run *arguments:
    cargo run --release --locked -- {{arguments}}

# What a person waits for; `just bench start` runs those whose name has `start` in it.
bench *filter:
    cargo bench --locked -- {{filter}}

# Licences, advisories and sources of what the program is built from; needs cargo-deny.
deny:
    cargo deny --locked check

# Writes the tables and pictures of the READMEs and the snapshots of screens anew: look at the difference.
expect:
    UPDATE_EXPECT=1 INSTA_UPDATE=always cargo test --locked
