//! What others made, in Python: a client walks the main job with grpcio on stubs that it makes of `proto/` itself; a
//! library knows the public holidays.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proto::v1::Role;
use tokio::process::Command;

use crate::world::World;

#[expect(clippy::disallowed_methods, reason = "the test run says where Python is")]
pub(crate) fn python() -> PathBuf {
    std::env::var("PASSERELLE_PYTHON")
        .expect("PASSERELLE_PYTHON names a Python with grpcio, grpcio-tools, aiosmtpd and icalendar: run `cargo xtask test`")
        .into()
}

async fn stubs(folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let proto = root.join("proto");
    let files = std::fs::read_dir(proto.join("passerelle/v1")).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let made = Command::new(python())
        .args(["-m", "grpc_tools.protoc"])
        .arg(format!("--proto_path={}", proto.display()))
        .arg(format!("--python_out={}", folder.display()))
        .arg(format!("--grpc_python_out={}", folder.display()))
        .args(files)
        .status()
        .await
        .unwrap();
    assert!(made.success(), "grpc_tools.protoc");
}

#[tokio::test]
async fn a_client_in_python_walks_the_main_job() {
    let world = World::new().await;
    let address = world.serve().await;
    let folder = world.folder().join("stubs");
    std::fs::create_dir_all(&folder).unwrap();
    stubs(&folder).await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/walk.py");
    let mut walk = Command::new(python())
        .arg(script)
        .arg(address.to_string())
        .arg(&folder)
        .arg(world.folder().join("mails"))
        .arg(&world.animator().await.me.email)
        .arg(&world.actor(Role::Director).await.me.email)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map(tokio::process::Child::wait_with_output)
        .map(Box::pin)
        .unwrap();
    let walked = tokio::time::timeout(Duration::from_mins(1), async {
        loop {
            tokio::select! {
                walked = &mut walk => return walked.unwrap(),
                // The background of the platform: mails leave.
                () = tokio::time::sleep(Duration::from_millis(100)) => { world.run_jobs().await; }
            }
        }
    });
    let walked = walked.await.expect("within a minute");
    let told = String::from_utf8_lossy(&walked.stderr);
    assert!(walked.status.success(), "{told}");
    assert_eq!(String::from_utf8_lossy(&walked.stdout).trim(), "walked", "{told}");
}

/// Territory -> day -> name.
type Holidays = BTreeMap<String, BTreeMap<String, String>>;

#[tokio::test]
async fn an_independent_library_knows_the_same_holidays() {
    const YEARS: std::ops::RangeInclusive<i32> = 2020..=2040;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/days.py");
    let asked = Command::new(python())
        .arg(script)
        .args([YEARS.start().to_string(), YEARS.end().to_string()])
        .output()
        .await
        .unwrap();
    assert!(
        asked.status.success(),
        "{}",
        String::from_utf8_lossy(&asked.stderr)
    );
    let theirs: Holidays = serde_json::from_slice(&asked.stdout).unwrap();
    let mut ours = Holidays::new();
    for territory in server::holidays::TERRITORIES {
        let name = territory.as_str_name().trim_start_matches("TERRITORY_");
        let days = ours.entry(name.to_owned()).or_default();
        for (day, name) in YEARS.flat_map(|year| server::holidays::holidays(year, territory)) {
            let name = name.replace('’', "'");
            days.entry(day.to_string())
                .and_modify(|names| *names = format!("{names}; {name}"))
                .or_insert(name);
        }
    }
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    let n_days: usize = ours.values().map(BTreeMap::len).sum();
    assert!(n_days > 21 * 7 * 11, "{n_days} days");
    for (territory, days) in &ours {
        assert_eq!(
            days, &theirs[territory],
            "{territory}: ours (left), the library's (right)"
        );
    }
}
