//! Writes the TypeScript side of the declarations into `ui/src/rpc/` (or the folder named as argument).

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::args_os().nth(1).map_or_else(|| here.join("../../ui/src/rpc"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("types.ts"), callboard_rpc::typescript::types())?;
    std::fs::write(folder.join("commands.ts"), callboard_rpc::typescript::commands())
}
