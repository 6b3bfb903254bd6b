/// Set where the webview is to draw without sharing its buffers with the graphics driver.
#[cfg(target_os = "linux")]
const NO_DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Starts this program anew with the webview's workaround in its environment, where one is needed.
///
/// `WebKitGTK` on NVIDIA's own driver shows an empty window unless it is told not to use DMABUF; everywhere
/// else that would only make it slower. The environment of a running process cannot be changed safely once
/// there are threads, so the process replaces itself: same process id, same arguments. Returns where nothing
/// needs to be done, and where it could not be done: an empty window is then still possible, and the reason
/// is on stderr.
#[cfg(target_os = "linux")]
pub(crate) fn apply_workarounds() {
    use std::os::unix::process::CommandExt as _;

    if !nvidia_driver_is_loaded() || std::env::var_os(NO_DMABUF).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let failure =
        std::process::Command::new(program).args(std::env::args_os().skip(1)).env(NO_DMABUF, "1").exec();
    crate::refusal::complain(&format!(
        "The window may stay empty on this NVIDIA driver: starting anew with {NO_DMABUF}=1 failed ({failure})."
    ));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn apply_workarounds() {}

#[cfg(target_os = "linux")]
fn nvidia_driver_is_loaded() -> bool {
    std::path::Path::new("/proc/driver/nvidia/version").exists()
}
