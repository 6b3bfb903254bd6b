//! Tells Tauri where the window's capabilities and permissions are: not beside the Cargo.toml, where it looks
//! for them by itself, but in `src-tauri/desktop/`. The permission files are written by hand, so that the list
//! of commands which a page may call is read in review and not generated.

use tauri_build::{AppManifest, Attributes};

const CAPABILITIES: &str = "./src-tauri/desktop/capabilities/**/*";
const PERMISSIONS: &str = "./src-tauri/desktop/permissions/**/*.toml";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for watched in
        ["src-tauri/desktop/capabilities", "src-tauri/desktop/permissions", "tauri.conf.json", "ui/dist"]
    {
        println!("cargo:rerun-if-changed={watched}");
    }
    let attributes = Attributes::new()
        .capabilities_path_pattern(CAPABILITIES)
        .app_manifest(AppManifest::new().permissions_path_pattern(PERMISSIONS));
    tauri_build::try_build(attributes)?;
    Ok(())
}
