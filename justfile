# Runs all checks that a change must pass: format, lints, documentation, tests.
check:
    .ci/run

# Opens a report, or the start screen.
run *arguments:
    cargo run --release --locked -- {{arguments}}

# Runs the tests whose names contain the filter, built without optimisation: for a change and its tests.
test *filter:
    CARGO_PROFILE_TEST_OPT_LEVEL=0 cargo test --locked {{filter}}

# Runs the property tests with new random inputs, `cases` of them per test.
soak cases="2000":
    PROPTEST_CASES={{cases}} cargo test --locked

# Measures the latency that the user notices; `just bench start` runs the benchmarks with `start` in their name.
bench *filter:
    cargo bench --locked -- {{filter}}

# Checks licences, sources and advisories of the dependencies; needs cargo-deny, and for the advisories their database.
deny:
    cargo deny --locked check bans licenses sources
    cargo deny --locked check advisories || echo "the advisories were not checked: see above"

# Builds static binaries, archives, packages for Debian and Red Hat, and checksums into `dist/`.
dist:
    packaging/dist

# Updates the tables and pictures of the READMEs and the snapshots of the tests. Review the diff afterwards.
expect:
    UPDATE_EXPECT=1 INSTA_UPDATE=always cargo test --locked

# Prints which errors of the example reports are found, and every false finding; `just review held` names all errors.
review half="":
    RECONCILIATION={{half}} cargo test --locked reconciliation:: -- --nocapture

# Cuts a real SSH session in six ways and compares the draft with what was typed; needs sshd and tmux.
ssh:
    cargo test --locked --test tests -- --ignored --nocapture cuts::

# Injects errors of the system at every call of a save; needs strace.
faults:
    cargo test --locked --test tests -- --ignored --nocapture faults::
