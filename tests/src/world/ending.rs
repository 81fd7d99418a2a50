//! What a world may not leave behind.

use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{ConnectionTrait as _, Database, DbErr, Statement};

use super::World;
use super::place::runtime;

/// What a test said of the mails of its world.
#[derive(Debug, Default)]
pub(super) struct Mails {
    is_ignored: AtomicBool,
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

    /// The mails that this world leaves behind in a state that its test has to know of: refused, uncertain, left in the
    /// middle of their sending. A job that fails is told by [`World::run_jobs`].
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
        let mut faults = Vec::new();
        for mail in &left {
            let what = match mail.state {
                2 => "left in the middle of its sending",
                4 => "refused",
                5 => "sent or not, nobody knows",
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

    /// As if the server had refused every mail.
    async fn refuse(world: &World) {
        let sql = "UPDATE mail SET state = 4, answer = '550 no'";
        world.app.db.writer().execute_unprepared(sql).await.unwrap();
    }

    #[tokio::test]
    #[should_panic(expected = "a mail to claire.exemple@rives-de-loire.example, refused")]
    async fn a_mail_that_was_refused_fails_the_test() {
        let world = World::new().await;
        write(&world).await;
        refuse(&world).await;
    }

    #[tokio::test]
    async fn what_waits_or_is_ignored_does_not() {
        let world = World::new().await;
        write(&world).await;
        drop(world);
        let world = World::new().await;
        write(&world).await;
        refuse(&world).await;
        world.ignore_mails("this test speaks of the end of a world");
    }
}
