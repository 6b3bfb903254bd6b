//! The TypeScript side of the declarations, written to `ui/src/rpc/` by the example `generate`.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use ts_rs::{Config, TS, TypeVisitor};

use crate::{COMMANDS, Kind, command};

const HEAD: &str =
    "// Generated from src-tauri/rpc by `cargo run -p callboard-rpc --example generate`. Do not edit.\n";

/// `types.ts`: every type that crosses a door.
pub fn types() -> String {
    let mut found = Declarations::new();
    command::visit_types(&mut found);
    found.visit::<crate::Event>();
    found.visit::<crate::RpcError>();
    found.visit::<crate::types::AsksFor>();
    found.visit::<crate::types::Dependents>();
    found.visit::<crate::Topic>();
    found.visit::<crate::Door>();
    let mut out = HEAD.to_owned();
    for declaration in found.by_name.values() {
        let _ = write!(out, "\n{declaration}\n");
    }
    out
}

/// `commands.ts`: the commands with their types, and what each provides or invalidates.
pub fn commands() -> String {
    let config = config();
    let signatures = command::signatures(&config);
    let mut out = HEAD.to_owned();
    let names: BTreeSet<&str> =
        signatures.iter().flat_map(|(_, args, output)| [args.as_str(), output.as_str()]).collect();
    let mut imports: BTreeSet<String> = BTreeSet::from(["Topic".to_owned()]);
    for name in names {
        imports.extend(type_names(name));
    }
    let imports: Vec<String> = imports.into_iter().collect();
    let _ = write!(out, "import type {{ {} }} from \"./types\";\n\n", imports.join(", "));
    out.push_str("/** Arguments and answer of each command. */\nexport interface Commands {\n");
    for ((name, args, output), spec) in signatures.iter().zip(COMMANDS) {
        let _ =
            writeln!(out, "  /** {} */\n  {name:?}: {{ args: {args}; output: {output} }};", spec.doc.trim());
    }
    out.push_str("}\n\nexport type CommandName = keyof Commands;\n\n");
    out.push_str("/** What a read provides and a write invalidates; `long`: it may wait for a tenant or a large file. */\n");
    out.push_str("export const commands: Record<\n  CommandName,\n");
    out.push_str("  { kind: \"read\" | \"write\"; topics: Topic[]; long?: true }\n> = {\n");
    for spec in COMMANDS {
        let kind = match spec.kind {
            Kind::Read => "read",
            Kind::Write => "write",
        };
        let topics = serde_json::to_string(spec.topics).expect("topics are plain strings");
        let long = if spec.long { ", long: true" } else { "" };
        let _ = writeln!(out, "  {:?}: {{ kind: {kind:?}, topics: {topics}{long} }},", spec.name);
    }
    out.push_str("};\n");
    out
}

fn config() -> Config {
    Config::new().with_large_int("number")
}

/// The names of ours in a type expression such as `Array<Schedule> | null`.
fn type_names(expression: &str) -> Vec<String> {
    let builtin = ["Array", "Record", "Partial", "Map", "Set"];
    expression
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()) && !builtin.contains(word))
        .map(str::to_owned)
        .collect()
}

struct Declarations {
    config: Config,
    seen: BTreeSet<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl Declarations {
    fn new() -> Self {
        Self { config: config(), seen: BTreeSet::new(), by_name: BTreeMap::new() }
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            self.by_name.insert(T::ident(&self.config), declaration::<T>(&self.config));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

fn declaration<T: TS + 'static + ?Sized>(config: &Config) -> String {
    let docs = T::docs().unwrap_or_default();
    format!("{docs}export {}", T::decl(config))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_generated_files_are_those_of_the_declarations() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/rpc");
        for (name, wanted) in [("types.ts", super::types()), ("commands.ts", super::commands())] {
            let found = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
            assert!(found == wanted, "{name} is old: run `cargo run -p callboard-rpc --example generate`");
        }
    }
}
