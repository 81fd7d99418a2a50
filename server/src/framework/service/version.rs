//! Texts and their versions: entered, corrected until they are in force and the day after they were entered is over.

use super::*;
use crate::framework::store::{text, version};
use crate::network;

/// What somebody wrote of a version.
struct Words {
    label: String,
    adopted_on: NaiveDate,
    in_force_from: NaiveDate,
    text: String,
}

impl Words {
    fn parse(violations: &mut Violations, typed: &TextWords) -> Self {
        let words = Self {
            label: violations.text("words.label", &typed.label, LINE),
            adopted_on: violations.date("words.adopted_on", &typed.adopted_on),
            in_force_from: violations.date("words.in_force_from", &typed.in_force_from),
            text: violations.text("words.text", &typed.text, TEXT),
        };
        // Where a day is wrong, that is told already.
        let is_a_day = words.in_force_from != NaiveDate::default();
        if is_a_day && words.in_force_from < words.adopted_on {
            violations.add("words.in_force_from", Reason::BeforeAdoption);
        }
        words
    }

    /// Requires a first day that no other version of the text has.
    fn must_have_own_day(&self, whole: &Whole, own: Option<Uuid>, violations: &mut Violations) {
        let mut others = whole.versions.iter().filter(|one| Some(one.id) != own);
        if others.any(|one| one.in_force_from == self.in_force_from) {
            violations.add("words.in_force_from", Reason::VersionDayTaken);
        }
    }

    fn row(self, text_id: Uuid, number: i32, change: String, entered_at: DateTime<Utc>) -> version::Model {
        version::Model {
            id: db::id(),
            text_id,
            number,
            label: self.label,
            adopted_on: self.adopted_on,
            in_force_from: self.in_force_from,
            text: self.text,
            change,
            entered_at,
            version: 1,
        }
    }
}

pub(super) async fn create_text(
    app: &App,
    caller: &Caller,
    request: CreateTextRequest,
) -> Result<FrameworkText> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let kind: TextKind = violations.choice("kind", request.kind);
    let title = violations.text("title", &request.title, LINE);
    let words = Words::parse(&mut violations, &request.words.unwrap_or_default());
    let tx = app.db.begin().await?;
    let partner_id = match kind {
        TextKind::Annex => partner(&tx, &request.partner_id, today(now), &mut violations).await?,
        _ => None,
    };
    violations.finish()?;
    let row = text::Model {
        id: db::id(),
        kind: kind as i32,
        title,
        partner_id,
        version: 1,
    };
    let version = words.row(row.id, 1, String::new(), now);
    store::insert(&tx, row.clone()).await?;
    store::insert_version(&tx, version.clone()).await?;
    let kind = ActivityKind::FrameworkVersionAdded;
    let act = ("CreateText", kind, row.title.as_str(), &version);
    told(app, tx, caller, now, act).await?;
    view::whole(app, caller, row.id, 0).await
}

/// The partner of an annex.
async fn partner(
    tx: &impl ConnectionTrait,
    id: &str,
    day: NaiveDate,
    violations: &mut Violations,
) -> Result<Option<Uuid>> {
    let id = violations.id("partner_id", id);
    let all = network::with_functions(tx, &rules::PARTNERS, day).await?;
    if !id.is_nil() && all.iter().all(|(one, _)| *one != id) {
        violations.add("partner_id", Reason::NotAPartner);
    }
    Ok(Some(id))
}

pub(super) async fn update_text(
    app: &App,
    caller: &Caller,
    request: UpdateTextRequest,
) -> Result<FrameworkText> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let title = violations.text("title", &request.title, LINE);
    let tx = app.db.begin().await?;
    let whole = locked(&tx, parse_id(&request.id)?).await?;
    violations.finish()?;
    let row = text::Model {
        title,
        version: request.version,
        ..whole.row
    };
    store::save(&tx, row.clone()).await?;
    let kind = ActivityKind::FrameworkVersionChanged;
    let act = Act::told("UpdateText", kind, &row.title, path(row.id));
    finish(app, tx, caller, now, (row.id, act)).await?;
    view::whole(app, caller, row.id, 0).await
}

pub(super) async fn add_text_version(
    app: &App,
    caller: &Caller,
    request: AddTextVersionRequest,
) -> Result<FrameworkText> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let words = Words::parse(&mut violations, &request.words.unwrap_or_default());
    let change = violations.text("change", &request.change, SENTENCE);
    let tx = app.db.begin().await?;
    let whole = locked(&tx, parse_id(&request.text_id)?).await?;
    words.must_have_own_day(&whole, None, &mut violations);
    violations.finish()?;
    let last = whole.versions.iter().map(|one| one.number).max();
    let version = words.row(whole.row.id, last.unwrap_or_default() + 1, change, now);
    store::insert_version(&tx, version.clone()).await?;
    let kind = ActivityKind::FrameworkVersionAdded;
    let act = ("AddTextVersion", kind, whole.row.title.as_str(), &version);
    told(app, tx, caller, now, act).await?;
    view::whole(app, caller, whole.row.id, version.number).await
}

pub(super) async fn update_text_version(
    app: &App,
    caller: &Caller,
    request: UpdateTextVersionRequest,
) -> Result<FrameworkText> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let words = Words::parse(&mut violations, &request.words.unwrap_or_default());
    let change = violations.optional_text("change", &request.change, SENTENCE);
    let tx = app.db.begin().await?;
    let id = parse_id(&request.id)?;
    let known = store::version(&tx, id).await?.ok_or(Error::Missing)?;
    let whole = locked(&tx, known.text_id).await?;
    // As it is under the lock.
    let row = whole.versions.iter().find(|one| one.id == id);
    let row = row.ok_or(Error::Missing)?;
    if is_locked(row, today(now)) {
        return Err(Error::NotNow(Reason::VersionInForce));
    }
    if row.number > 1 && change.is_empty() {
        violations.add("change", Reason::Required);
    }
    words.must_have_own_day(&whole, Some(id), &mut violations);
    violations.finish()?;
    let version = version::Model {
        id,
        version: request.version,
        ..words.row(whole.row.id, row.number, change, row.entered_at)
    };
    store::save_version(&tx, version.clone()).await?;
    let kind = ActivityKind::FrameworkVersionChanged;
    let act = ("UpdateTextVersion", kind, whole.row.title.as_str(), &version);
    told(app, tx, caller, now, act).await?;
    view::whole(app, caller, whole.row.id, version.number).await
}

/// Tells the network what became of a version of a text: log, commit, wake.
async fn told(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    now: DateTime<Utc>,
    (rpc, kind, title, version): (&'static str, ActivityKind, &str, &version::Model),
) -> Result<()> {
    let object = named(title, &version.label);
    let path = version_path(version.text_id, version.number);
    let act = Act::told(rpc, kind, &object, path);
    finish(app, tx, caller, now, (version.text_id, act)).await
}
