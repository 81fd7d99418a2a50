//! What a world may not leave behind.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sea_orm::{ConnectionTrait as _, Database, DbErr, Statement};

use super::World;
use super::place::runtime;

/// Nobody looked at the mails yet.
const NEVER: usize = usize::MAX;
/// As many as a look shows.
const SHOWN: usize = 200;

/// What a test knows of the mails of its world.
#[derive(Debug)]
pub(super) struct Mails {
    /// How many there were at the last look.
    n_seen: AtomicUsize,
    is_ignored: AtomicBool,
}

impl Mails {
    pub(super) fn new() -> Self {
        Self {
            n_seen: AtomicUsize::new(NEVER),
            is_ignored: AtomicBool::new(false),
        }
    }

    pub(super) fn looked(&self, n_seen: usize) {
        self.n_seen.store(n_seen, Ordering::Relaxed);
    }
}

/// A mail of the outbox, oldest first.
struct Left {
    to: String,
    subject: String,
    state: i32,
    answer: String,
}

impl World {
    /// Says that what becomes of the mails is not the matter of this test, or is looked at otherwise, and why.
    pub fn ignore_mails(&self, why: &str) {
        assert!(!why.is_empty(), "say why");
        self.mails.is_ignored.store(true, Ordering::Relaxed);
    }

    /// What this world leaves behind that its test did not look at:
    ///
    /// - a mail that was not sent for good, or of which nobody knows (failed, uncertain, left in the middle of its
    ///   sending), in any test;
    /// - a mail that was written after the last look, in a test that looks at them ([`World::mails`]): an act wrote
    ///   to somebody, and the test does not know.
    ///
    /// A test that never looks at the mails promises nothing of those that are waiting or were sent: most tests
    /// convene a meeting to speak of something else. A job that fails is told by [`World::run_jobs`].
    pub(super) fn faults(&self) -> Vec<String> {
        if self.mails.is_ignored.load(Ordering::Relaxed) {
            return Vec::new();
        }
        let url = self.app.config.database();
        // The runtime of the test waits for this: a connection of its own, in a thread of its own.
        let read = std::thread::spawn(move || runtime().block_on(outbox(&url)));
        // A test that takes its database away has nothing left.
        let Ok(Ok(left)) = read.join() else {
            return Vec::new();
        };
        let n_seen = self.mails.n_seen.load(Ordering::Relaxed);
        let is_unseen = |index: usize| n_seen < SHOWN && index >= n_seen;
        let mut faults = Vec::new();
        for (index, mail) in left.iter().enumerate() {
            let what = match mail.state {
                2 => "left in the middle of its sending",
                4 => "refused",
                5 => "sent or not, nobody knows",
                _ if is_unseen(index) => "written after the last look",
                _ => continue,
            };
            faults.push(format!(
                "a mail to {}, {what}: {} {}",
                mail.to, mail.subject, mail.answer
            ));
        }
        faults
    }
}

async fn outbox(url: &str) -> Result<Vec<Left>, DbErr> {
    let db = Database::connect(url).await?;
    let sql = "SELECT to_address, subject, state, answer FROM mail ORDER BY id";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let mut left = Vec::new();
    for row in db.query_all_raw(statement).await? {
        left.push(Left {
            to: row.try_get("", "to_address")?,
            subject: row.try_get("", "subject")?,
            state: row.try_get("", "state")?,
            answer: row.try_get("", "answer")?,
        });
    }
    db.close().await?;
    Ok(left)
}

#[cfg(test)]
mod tests {
    use proto::v1::RequestSignInRequest;

    use super::*;

    async fn write(world: &World) {
        let request = RequestSignInRequest {
            email: "claire.exemple@rives-de-loire.example".to_owned(),
        };
        world
            .anonymous()
            .account()
            .request_sign_in(request)
            .await
            .unwrap();
    }

    #[tokio::test]
    #[should_panic(expected = "a mail to claire.exemple@rives-de-loire.example, written after the last look")]
    async fn a_mail_that_nobody_read_fails_the_test() {
        let world = World::new().await;
        write(&world).await;
        assert_eq!(world.mails().await.len(), 1);
        write(&world).await;
    }

    #[tokio::test]
    async fn what_was_read_or_is_ignored_does_not() {
        let world = World::new().await;
        write(&world).await;
        assert_eq!(world.mails().await.len(), 1);
        let world = World::new().await;
        world.mails().await;
        write(&world).await;
        world.ignore_mails("this test speaks of the end of a world");
    }
}
