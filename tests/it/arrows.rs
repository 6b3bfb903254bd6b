//! The arrows between slices are those that ARCHITECTURE.md lists, and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Arrow = (String, String);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Lines such as `schedule → rules, run, window, zone` between the markers.
fn listed() -> BTreeSet<Arrow> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let list =
        text.split("<!-- arrows -->").nth(1).expect("ARCHITECTURE.md lists the arrows between two markers");
    let mut arrows = BTreeSet::new();
    for line in list.lines() {
        let Some((from, to)) = line.split_once('→') else { continue };
        for to in to.split(',') {
            let name = |text: &str| text.trim_matches(|c: char| !c.is_ascii_lowercase()).to_owned();
            arrows.insert((name(from), name(to)));
        }
    }
    arrows
}

fn drawn() -> BTreeSet<Arrow> {
    let source = root().join("src-tauri/engine/src");
    let slices: BTreeSet<String> = fs::read_dir(&source)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let mut arrows = BTreeSet::new();
    for slice in &slices {
        for file in files(&source.join(slice)) {
            let text = fs::read_to_string(&file).unwrap();
            for named in slices_named(&text, &slices) {
                if named != *slice && named != "kernel" {
                    arrows.insert((slice.clone(), named));
                }
            }
        }
    }
    arrows
}

/// Rust files of a slice; its tests may use whom they like.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") && name != "tests.rs" {
            found.push(path);
        }
    }
    found
}

/// Slices after `crate::`, also inside braces: `crate::{Engine, run, zone::place}`.
fn slices_named(text: &str, slices: &BTreeSet<String>) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for after in text.split("crate::").skip(1) {
        let group = match after.strip_prefix('{') {
            Some(inside) => top_level(inside),
            None => vec![after],
        };
        for path in group {
            let first: String =
                path.trim_start().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if slices.contains(&first) {
                named.insert(first);
            }
        }
    }
    named
}

/// The parts between commas of the outermost braces.
fn top_level(inside: &str) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0_usize, 0, Vec::new());
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&inside[from..at]);
                return parts;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inside[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts
}

#[test]
fn slices_speak_to_each_other_only_along_the_listed_arrows() {
    let (listed, drawn) = (listed(), drawn());
    let unlisted: Vec<_> = drawn.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&drawn).collect();
    assert!(unlisted.is_empty(), "not in ARCHITECTURE.md: {unlisted:?}");
    assert!(gone.is_empty(), "in ARCHITECTURE.md and not in the code: {gone:?}");
}

#[test]
fn the_kernel_knows_no_slice() {
    let from_kernel: Vec<_> = drawn().into_iter().filter(|(from, _)| from == "kernel").collect();
    assert!(from_kernel.is_empty(), "{from_kernel:?}");
}

#[test]
fn slices_point_in_one_direction() {
    let mut arrows = drawn();
    // Whoever points at nobody is taken away, again and again; what is left goes in a circle.
    loop {
        let sources: BTreeSet<String> = arrows.iter().map(|(from, _)| from.clone()).collect();
        let before = arrows.len();
        arrows.retain(|(_, to)| sources.contains(to));
        if arrows.len() == before {
            break;
        }
    }
    assert!(arrows.is_empty(), "a circle: {arrows:?}");
}

/// Tables of the kernel that a slice may name too: the audit log's rows are written there and read by `audit`.
const SHARED: [(&str, &str); 3] = [("audit", "audit"), ("audit", "audit_head"), ("audit", "audit_private")];

/// Every slice (and the kernel) with the text of its files, without their tests.
fn texts() -> Vec<(String, PathBuf, String)> {
    let source = root().join("src-tauri/engine/src");
    let mut all = Vec::new();
    for entry in fs::read_dir(&source).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
        let slice = entry.file_name().into_string().unwrap();
        for file in files(&entry.path()) {
            let text = fs::read_to_string(&file).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
            all.push((slice.clone(), file, text));
        }
    }
    all
}

/// The names that follow one of these words in a text.
fn names_after<'a>(text: &'a str, words: &'a [&str]) -> impl Iterator<Item = &'a str> {
    words.iter().flat_map(move |word| {
        text.split(word).skip(1).map(|after| {
            let after = after.trim_start();
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
            &after[..end]
        })
    })
}

#[test]
fn a_slice_names_no_table_of_another() {
    let texts = texts();
    let mut owners = BTreeMap::new();
    for (slice, _, text) in &texts {
        for table in names_after(text, &["CREATE TABLE "]) {
            owners.insert(table, slice.as_str());
        }
    }
    assert!(owners.len() > 40, "the tables are found: {owners:?}");
    let naming = ["FROM ", "JOIN ", "INTO ", "UPDATE ", "ALTER TABLE ", "table: \""];
    let mut strangers = Vec::new();
    for (slice, file, text) in &texts {
        for table in names_after(text, &naming) {
            let Some(owner) = owners.get(table) else { continue };
            if owner != slice && !SHARED.contains(&(slice.as_str(), table)) {
                strangers.push(format!("{}: {table}, which is {owner}'s", file.display()));
            }
        }
    }
    assert!(strangers.is_empty(), "{strangers:#?}");
}

/// Whatever makes tables is declared by its slice, and the slice is in the list of migrations.
#[test]
fn tables_are_declared_by_their_slice_and_made_by_the_list_of_migrations() {
    let schema = fs::read_to_string(root().join("src-tauri/engine/src/schema.rs")).unwrap();
    let texts = texts();
    let makers: Vec<_> = texts.iter().filter(|(_, _, text)| text.contains("CREATE TABLE ")).collect();
    assert!(makers.len() > 30, "files that make tables are found");
    for (slice, file, text) in makers {
        let named = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
        let (own, folder) = (named(file), named(file.parent().unwrap()));
        let all = text.matches("CREATE TABLE ").count();
        let in_tables = text.split("const TABLES: &str").nth(1).and_then(|after| after.split("\";").next());
        let declared = in_tables.map_or(0, |sql| sql.matches("CREATE TABLE ").count());
        assert_eq!(declared, all, "{}: tables stand in its TABLES", file.display());
        let face = texts.iter().find(|(_, path, _)| path.ends_with(format!("src/{slice}/mod.rs"))).unwrap();
        let names = [own, folder, "Notices".to_owned()].map(|name| format!("{name}::TABLES"));
        assert!(
            names.iter().any(|name| face.2.contains(name)),
            "{slice} declares those of {}",
            file.display()
        );
        let line =
            if slice == "kernel" { "kernel::TABLES,".to_owned() } else { format!("{slice}::SLICE.tables,") };
        assert!(schema.contains(&line), "schema.rs has {line}");
    }
}

#[test]
fn a_slice_is_declared_under_the_name_of_its_folder() {
    let declared: Vec<_> = texts()
        .into_iter()
        .flat_map(|(slice, _, text)| {
            names_after(&text, &["Slice::named(\""])
                .map(|name| (slice.clone(), name.to_owned()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(declared.len() > 10, "the declarations are found: {declared:?}");
    for (slice, name) in &declared {
        assert_eq!(slice, name);
    }
    let engine = fs::read_to_string(root().join("src-tauri/engine/src/engine.rs")).unwrap();
    for (slice, _) in &declared {
        assert!(engine.contains(&format!("    {slice}::SLICE,")), "{slice} is in the list of slices");
    }
}
