//! Files that a person names on the command line: pipes, columns that are not recognised, sheets, what is no file.

use callboard_tests::{Answer, Office};

const ZONES: &[(&str, u64)] = &[("America/New_York", 3)];
const LIST: &str = "id,phone,zone\na,+12125550123,America/New_York\nb,+12125550124,America/New_York\n";

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_list_may_come_through_a_pipe_whoever_runs_the_engine() {
    let office = Office::open().await;
    let piped = |name: &str| {
        let mut import = office.callboard();
        import.args(["--json", "contacts", "import", name]);
        Answer::of(&mut import, LIST).ended_with(0)
    };
    let substituted = || {
        let callboard = office.callboard();
        let mut shell = std::process::Command::new("bash");
        shell.args(["-c", "\"$@\" --json contacts import <(printf \"$LIST\")", "bash"]);
        shell.arg(callboard.get_program()).args(callboard.get_args()).env("LIST", LIST.replace('\n', "\\n"));
        for (name, value) in callboard.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        Answer::of(&mut shell, "").ended_with(0)
    };
    let own = [piped("/dev/stdin"), piped("-"), substituted()];
    let serve = office.serve();
    let forwarded = [piped("/dev/stdin"), piped("-"), substituted()];
    assert_eq!(serve.stop(), Some(0));
    for set in own.iter().chain(&forwarded) {
        assert_eq!((&set["rows"], &set["placed"]), (&2.into(), &2.into()), "{set}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_looks_like_numbers_ends_with_2_until_somebody_says_what_it_is() {
    let office = Office::with(ZONES, |tenant| tenant).await;
    office.connect();
    let text = "id,a,b,zone\nx,+12055550123,+12125550123,America/Chicago\n";
    let list = office.file("list.csv", text);
    let plan = ["schedule", "plan", "--cron", "0 12 * * 3", "--campaign", "renewals", "--contacts", &list];
    for command in [&["contacts", "import", &list][..], &plan] {
        let words = office.ask(command).refused_with(2);
        assert!(words.contains("“a”, “b” look like phone numbers"), "{words}");
        office.done(&[command, &["--column", "phone=none"]].concat());
        office.done(&[command, &["--column", "phone=2"]].concat());
        assert!(
            office
                .ask(&[command, &["--column", "phone=c"]].concat())
                .refused_with(2)
                .contains("no column “c”")
        );
    }
    let both = [&["contacts", "import", &list][..], &["--column", "phone=a", "--column", "phone=B"]].concat();
    let set = office.done(&both);
    assert!(set["notes"][0].as_str().unwrap().contains("Every number of a contact counts"), "{set}");
    let save = ["schedule", "save", "--cron", "0 12 * * 3", "--campaign", "renewals", "--column", "phone=a"];
    assert!(office.ask(&save).refused_with(2).contains("--contacts"), "a column of what?");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_columns_may_stand_below_a_title() {
    let office = Office::open().await;
    let list = office.file("list.csv", "Leads of spring\nid,phone,zone\na,+12125550123,America/New_York\n");
    assert!(
        office.ask(&["contacts", "import", &list]).refused_with(2).contains("Line 2 reads like the names")
    );
    let set = office.done(&["contacts", "import", &list, "--header-row", "2"]);
    assert_eq!(set["placed"], 1);
    assert!(
        office.ask(&["contacts", "import", &list, "--sheet", "Leads"]).refused_with(2).contains("no sheets")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_ends_with_2_whoever_runs_the_engine() {
    let office = Office::open().await;
    let folder = office.folder().to_string_lossy().into_owned();
    let open = office.file("open.csv", "id,zone\n1,\"America/New_York\n2,America/Denver\n");
    let bare = office.file("bare.csv", "id,zone\r1,EST\r2,EST\r3,America/Denver\r");
    let ask = || {
        let said = |path: &str| office.ask(&["contacts", "import", path]).refused_with(2);
        assert!(said(&folder).contains("is a folder"));
        assert!(said("/nowhere.csv").contains("/nowhere.csv cannot be read"));
        assert!(said(&open).starts_with("Line 2: A quotation mark opens here and is never closed"));
        let set = office.ask(&["contacts", "import", &bare]).ended_with(1);
        assert_eq!((&set["rows"], &set["placed"], &set["needs_zone"]), (&3.into(), &1.into(), &2.into()));
    };
    ask();
    let serve = office.serve();
    ask();
    assert_eq!(serve.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_that_cannot_be_called_are_said_at_import() {
    let office = Office::open().await;
    let list = office.file("list.csv", "id,phone,zone\na,+12125550123,America/New_York\nb,,America/New_York\na,+12125550123,America/New_York\n");
    let set = office.ask(&["contacts", "import", &list]).ended_with(1);
    let counts =
        ["rows", "placed", "invalid", "without_number", "doubled"].map(|name| set[name].as_u64().unwrap());
    assert_eq!(counts, [3, 1, 2, 1, 1]);
    let words = Answer::of(office.callboard().args(["contacts", "import", &list]), "");
    assert!(
        words.stdout.contains("2 invalid (1 without a number, 1 whose id stands there before)"),
        "{}",
        words.stdout
    );
    assert!(
        words.stdout.contains("CXone dials the list that is loaded in the campaign."),
        "{}",
        words.stdout
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_never_ends_is_refused_and_leaves_nothing_whoever_runs_the_engine() {
    let office = Office::open().await;
    office.connect();
    let left = || std::fs::read_dir(office.data().join("files")).map_or(0, Iterator::count);
    let shell = |script: &str| {
        let callboard = office.callboard();
        let mut shell = std::process::Command::new("bash");
        shell.args(["-c", script, "bash"]).arg(callboard.get_program()).args(callboard.get_args());
        for (name, value) in callboard.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        Answer::of(&mut shell, "").refused_with(2)
    };
    let ask = || {
        for command in [&["contacts", "import"][..], &["disposition", "map", "set"]] {
            let said = office.ask(&[command, &["/dev/zero"]].concat()).refused_with(2);
            assert_eq!(said.trim_end(), "/dev/zero is a device and no list: name a file or a pipe.");
        }
        let from_device = shell("exec \"$@\" --json contacts import - < /dev/zero");
        let expected = "The standard input is a device and no list: name a file or a pipe.";
        assert_eq!(from_device.trim_end(), expected);
        let endless = shell("yes 1001,callback_later | \"$@\" --json disposition map set -");
        assert!(endless.starts_with("More than 8 MiB came through the pipe"), "{endless}");
        let question =
            shell("printf 'id,phone,Where\\n1,+12125550123,AL\\n' | \"$@\" --json contacts import -");
        assert!(question.contains("“Where” looks like states"), "{question}");
    };
    ask();
    assert_eq!(left(), 0, "no number stays behind");
    let serve = office.serve();
    ask();
    // An upload that broke off is removed when the engine sees that its sender has left, which may be after the answer.
    office.until("no number stays behind", || (left() == 0).then_some(())).await;
    assert_eq!(serve.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_that_are_left_out_of_a_plan_are_counted() {
    let office = Office::with(ZONES, |tenant| tenant).await;
    office.connect();
    let list =
        office.file("list.csv", "id,zone\na,America/New_York\nb,America/Denver\nc,America/Denver\nd,\n");
    let plan = ["schedule", "plan", "--cron", "0 12 * * 3", "--campaign", "renewals", "--contacts", &list];
    let all = office.ask(&plan).json();
    assert_eq!(all["contacts"].get("left_out"), None, "{all}");
    let some = office.ask(&[&plan[..], &["--leave-out", "America/Denver"]].concat()).json();
    let counts = ["legal", "needs_zone", "left_out"].map(|name| some["contacts"][name].as_u64().unwrap());
    assert_eq!(counts, [1, 1, 2], "each of the list is told: {some}");
}
