use std::fs;
use std::io::Write as _;
use std::path::Path;

use age::scrypt;

/// Of the file of secrets of every test.
pub(crate) const PASSPHRASE: &str = "a passphrase of the tests";
/// scrypt's cost as a power of two: nothing, where the program's own is a third of a second each time.
const WORK: u8 = 2;

/// Puts an empty file of secrets that costs nothing into a data folder, where there is none: the program keeps the cost
/// that it finds.
pub(crate) fn prepare(data: &Path) {
    let path = data.join("secrets.age");
    if path.exists() || data.is_file() {
        return;
    }
    fs::create_dir_all(data).expect("a folder");
    let mut recipient = scrypt::Recipient::new(PASSPHRASE.to_owned().into());
    recipient.set_work_factor(WORK);
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).expect("a passphrase");
    let mut file = Vec::new();
    let mut writer = encryptor.wrap_output(&mut file).expect("memory");
    writer.write_all(b"{}").expect("memory");
    writer.finish().expect("memory");
    fs::write(path, file).expect("a file");
}
