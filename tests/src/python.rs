//! What others made, in Python: a client walks the main job with grpcio on stubs that it makes of `proto/` itself; a
//! library knows the public holidays.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proto::v1::Role;
use tokio::process::Command;

use crate::bulletin;
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

/// The block of this language in the README, about bulletins.
fn readme(language: &str) -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let fence = format!("```{language}\n");
    let mut blocks = readme.split(&fence).skip(1);
    let block = blocks.find(|block| block.contains("PushBulletin")).unwrap();
    block.split("```").next().unwrap().to_owned()
}

#[tokio::test]
async fn the_examples_of_the_readme_push_one_bulletin() {
    let world = World::new().await;
    let anru = world.anru().await;
    bulletin::procedure(&anru).await;
    let secret = bulletin::token(&anru).await;
    let address = world.serve().await;
    let folder = world.folder().join("stubs");
    std::fs::create_dir_all(&folder).unwrap();
    stubs(&folder).await;
    let script = folder.join("push.py");
    std::fs::write(&script, readme("python")).unwrap();
    let mut told = Vec::new();
    for _ in 0..2 {
        let run = Command::new(python())
            .arg(&script)
            .env("PASSERELLE", address.to_string())
            .env("TOKEN", &secret)
            .output();
        let run = tokio::time::timeout(Duration::from_mins(1), run)
            .await
            .unwrap()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        told.push(String::from_utf8(run.stdout).unwrap());
    }
    assert_eq!(told[0], told[1], "the same push twice");
    let one = bulletin::get(&anru, told[0].split(' ').next().unwrap())
        .await
        .unwrap();
    assert_eq!(
        format!("{} {}", one.id, one.totals.unwrap().n_received),
        told[0].trim()
    );
    // What the shell sends says the same.
    let shell = readme("sh");
    let json = shell.split('\'').nth(1).unwrap();
    let asked: serde_json::Value = serde_json::from_str(json).unwrap();
    let content = one.content.unwrap();
    assert_eq!(asked["content"]["title"], content.title.as_str());
    assert_eq!(asked["content"]["text"], content.text.as_str());
    assert_eq!(
        (asked["kind"].as_str(), asked.as_object().unwrap().len()),
        (Some(one.kind_name.as_str()), 3)
    );
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
