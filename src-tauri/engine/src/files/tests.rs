use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::{Chance, ManualClock};

use super::{Files, LARGEST};
use crate::kernel::{DataDir, Kernel, Schema, TABLES};

struct House {
    files: Files,
    manual: Arc<ManualClock>,
    folder: DataDir,
    dir: tempfile::TempDir,
}

fn house() -> House {
    let dir = tempfile::tempdir().unwrap();
    let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let folder = DataDir::hold(dir.path()).unwrap();
    let schema = Schema::new(vec![TABLES]);
    let kernel = Kernel::open(&folder, &schema, manual.clock(), Chance::seeded(1)).unwrap();
    let files = Files::open(&folder, kernel).unwrap();
    House { files, manual, folder, dir }
}

impl House {
    fn on_disk(&self) -> usize {
        std::fs::read_dir(self.folder.files()).unwrap().count()
    }
}

#[tokio::test]
async fn what_is_streamed_in_is_read_back_and_only_by_its_owner() {
    let house = house();
    let mut writer = house.files.begin().await.unwrap();
    for piece in ["id,phone\n", "1,+14155552671\n"] {
        writer.write(piece.as_bytes()).await.unwrap();
    }
    let id = writer.finish().await.unwrap();
    let mut text = String::new();
    house.files.read(&id).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "id,phone\n1,+14155552671\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(house.files.path(&id).unwrap()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let house = house();
    let mut writer = house.files.begin().await.unwrap();
    writer.write(b"half").await.unwrap();
    drop(writer);
    assert_eq!(house.on_disk(), 0);
}

#[tokio::test]
async fn a_file_is_swept_after_a_day_and_not_before() {
    let house = house();
    let (id, mut file) = house.files.make().unwrap();
    file.write_all(b"x").unwrap();
    house.manual.advance(Duration::from_secs(24 * 3600 - 1));
    house.files.sweep();
    assert!(house.files.read(&id).is_ok());
    house.manual.advance(Duration::from_secs(1));
    house.files.sweep();
    assert!(house.files.read(&id).is_err());
    assert_eq!(house.on_disk(), 0);
}

#[tokio::test]
async fn what_an_earlier_run_left_is_removed_at_the_start() {
    let House { files, folder, manual, dir } = house();
    let (id, _) = files.make().unwrap();
    let kernel = {
        let other = tempfile::tempdir().unwrap();
        let held = DataDir::hold(other.path()).unwrap();
        let schema = Schema::new(vec![TABLES]);
        Kernel::open(&held, &schema, manual.clock(), Chance::seeded(2)).unwrap()
    };
    let again = Files::open(&folder, kernel).unwrap();
    assert!(again.read(&id).is_err(), "an id does not outlive the program");
    assert_eq!(std::fs::read_dir(folder.files()).unwrap().count(), 0);
    drop(dir);
}

#[tokio::test]
async fn a_folder_among_our_files_is_left_as_it_is_and_told_of() {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataDir::hold(dir.path()).unwrap();
    let theirs = folder.files().join("mine");
    std::fs::create_dir_all(&theirs).unwrap();
    std::fs::write(theirs.join("letter.txt"), "dear").unwrap();
    std::fs::write(folder.files().join("fil_left"), "x").unwrap();
    let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let schema = Schema::new(vec![TABLES]);
    let kernel = Kernel::open(&folder, &schema, manual.clock(), Chance::seeded(1)).unwrap();
    let files = Files::open(&folder, kernel.clone()).unwrap();
    assert_eq!(files.strange(), [theirs.as_path()], "and the file that was left is gone");
    std::fs::rename(&theirs, dir.path().join("moved")).unwrap();
    assert!(files.strange().is_empty(), "it was moved away");

    std::fs::remove_dir_all(folder.files()).unwrap();
    std::fs::write(folder.files(), "a file in its place").unwrap();
    let refused = callboard_rpc::RpcError::from(Files::open(&folder, kernel).unwrap_err());
    assert_eq!(refused.code, callboard_rpc::Code::Storage);
    assert!(refused.message.contains("files cannot be used"), "{refused}");
}

#[tokio::test]
async fn an_adopted_file_is_read_where_it_stands_and_never_removed() {
    let house = house();
    let path = house.dir.path().join("contacts.csv");
    std::fs::write(&path, "id\n1\n").unwrap();
    let id = house.files.adopt(&path).unwrap();
    assert!(house.files.read(&id).is_ok());
    house.files.remove(&id);
    assert!(path.exists() && house.files.read(&id).is_err());
    assert!(house.files.adopt(house.dir.path()).is_err(), "a folder is no file");
    assert!(house.files.adopt(&house.dir.path().join("nothing")).is_err());
}

#[tokio::test]
async fn more_than_two_gibibytes_are_refused() {
    let house = house();
    let path = house.dir.path().join("large");
    // Sparse: nothing is written but the length.
    std::fs::File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
    let error = house.files.adopt(&path).unwrap_err().to_string();
    assert!(error.contains("2 GiB"), "{error}");
}

#[tokio::test]
async fn what_was_handed_in_is_swept_an_hour_after_its_last_use() {
    let house = house();
    let mut writer = house.files.begin().await.unwrap();
    writer.write(b"id,phone\n").await.unwrap();
    let id = writer.finish().await.unwrap();
    house.manual.advance(Duration::from_secs(3599));
    house.files.sweep();
    assert!(house.files.read(&id).is_ok(), "and is now used");
    house.manual.advance(Duration::from_secs(3599));
    house.files.sweep();
    assert_eq!(house.on_disk(), 1);
    house.manual.advance(Duration::from_secs(1));
    house.files.sweep();
    assert_eq!(house.on_disk(), 0);
    assert!(house.files.read(&id).is_err());
}

#[tokio::test]
async fn what_is_taken_is_read_once() {
    let house = house();
    let mut writer = house.files.begin().await.unwrap();
    writer.write(b"id\n").await.unwrap();
    let id = writer.finish().await.unwrap();
    let mut text = String::new();
    house.files.take(&id).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!((text.as_str(), house.on_disk()), ("id\n", 0));
    assert!(house.files.take(&id).is_err());
    let (made, _) = house.files.make().unwrap();
    assert!(house.files.take(&made).is_ok() && house.files.take(&made).is_ok(), "one to be taken away stays");
}
