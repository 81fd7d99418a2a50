//! What a centre asks, and says better before it is taken.

use super::personal::{Checked, check};
use super::*;
use crate::error::Violations;
use crate::question::rules::similar::VERSION;
use crate::{bulletin, db, live, mail, network};

impl Service {
    /// Asks, for the caller's centre.
    pub(super) async fn create(&self, caller: &Caller, request: CreateQuestionRequest) -> Result<Question> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let asked = Asked::parse(&mut violations, &request);
        let named = violations.optional_id("addressee_id", &request.addressee_id);
        let bulletin_id = violations.optional_id("bulletin_id", &request.bulletin_id);
        let tx = self.0.db.begin().await?;
        let addressee_id = self.addressee(&tx, &mut violations, named).await?;
        if let Some(id) = bulletin_id.filter(|id| !id.is_nil())
            && bulletin::access(&tx, caller, id).await?.is_none()
        {
            violations.add("bulletin_id", Reason::UnknownValue);
        }
        violations.finish()?;
        asked.checked.must_be_by_a_person(caller)?;
        let mut row = question::Model {
            id: db::id(),
            kind: 0,
            subject: String::new(),
            text: String::new(),
            territory: String::new(),
            urgency: 0,
            organisation_id: caller.organisation_id,
            asked_by: caller.name.clone(),
            asked_at: now,
            addressee_id,
            bulletin_id,
            state: QuestionState::Open as i32,
            owner_id: None,
            owner_name: String::new(),
            due_on: None,
            answered_at: None,
            closed_at: None,
            closing: Closing::Unspecified as i32,
            closing_text: String::new(),
            n_terms: 0,
            terms_version: VERSION,
            version: 1,
        };
        let checked = asked.put(&mut row);
        terms::insert(&tx, &row).await?;
        checked.trace(&tx, caller, now, &row.subject).await?;
        let told = Audience::Organisations(vec![row.organisation_id, row.addressee_id]);
        let told = Act {
            organisation_id: Some(row.organisation_id),
            details: details(&row),
            ..act("CreateQuestion", ActivityKind::QuestionAsked, &row, told)
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }

    /// Says it better, before somebody answers it.
    pub(super) async fn update(&self, caller: &Caller, request: UpdateQuestionRequest) -> Result<Question> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let (id, version) = (request.id.clone(), request.version);
        let asked = Asked::parse(&mut violations, &as_new(request));
        let tx = self.0.db.begin().await?;
        let mut row = self.locked(&tx, caller, &id).await?;
        if !caller.is_of(row.organisation_id) {
            return Err(Error::Denied(Reason::NotAllowed));
        }
        violations.finish()?;
        asked.checked.must_be_by_a_person(caller)?;
        row.state = step(&row, Step::Update, version)?;
        let checked = asked.put(&mut row);
        store::save(&tx, &mut row).await?;
        terms::write_again(&tx, &row).await?;
        checked.trace(&tx, caller, now, &row.subject).await?;
        let told = concerned(&tx, &row).await?;
        let told = act("UpdateQuestion", ActivityKind::QuestionUpdated, &row, told);
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }

    /// The body that is asked: the one named, or the one that renews quarters.
    async fn addressee(
        &self,
        tx: &impl ConnectionTrait,
        violations: &mut Violations,
        named: Option<Uuid>,
    ) -> Result<Uuid> {
        let today = self.0.clock.today(chrono_tz::Europe::Paris);
        let functions = match named {
            Some(_) => &rules::ADDRESSEES[..],
            None => &rules::ADDRESSEES[..1],
        };
        let bodies = network::with_functions(tx, functions, today).await?;
        let is_it = |body: &&(Uuid, String)| named.is_none_or(|id| body.0 == id);
        let found = bodies.iter().find(is_it).map(|(id, _)| *id);
        match (found, named) {
            (Some(_), _) => {}
            (None, None) => violations.add("addressee_id", Reason::Required),
            // What is no identifier is told already.
            (None, Some(id)) if id.is_nil() => {}
            (None, Some(_)) => violations.add("addressee_id", Reason::NotAnAddressee),
        }
        Ok(found.unwrap_or_default())
    }
}

/// What the mail adds for the addressee: how urgent it is and where it comes from, when that was said.
fn details(row: &question::Model) -> String {
    let urgent = (row.urgency == Urgency::Urgent as i32).then(|| "Urgente".to_owned());
    let place = mail::one_line(&row.territory);
    let place = (!place.is_empty()).then(|| format!("Territoire\u{a0}: {place}"));
    let said: Vec<String> = urgent.into_iter().chain(place).collect();
    said.join(" · ")
}

/// What is asked, once it is found sound.
struct Asked {
    kind: QuestionKind,
    subject: String,
    text: String,
    territory: String,
    urgency: Urgency,
    checked: Checked,
}

impl Asked {
    fn parse(violations: &mut Violations, request: &CreateQuestionRequest) -> Self {
        let kind = violations.choice("kind", request.kind);
        let subject = violations.text("subject", &request.subject, SUBJECT);
        let text = violations.optional_text("text", &request.text, TEXT);
        let territory = violations.optional_text("territory", &request.territory, SUBJECT);
        let urgency = match request.urgency {
            0 => Urgency::Normal,
            urgency => violations.choice("urgency", urgency),
        };
        let fields = [
            ("subject", subject.as_str()),
            ("text", &text),
            ("territory", &territory),
        ];
        let checked = check(violations, &fields, (&request.confirmed, &request.marked));
        Self {
            kind,
            subject,
            text,
            territory,
            urgency,
            checked,
        }
    }

    fn put(self, row: &mut question::Model) -> Checked {
        row.kind = self.kind as i32;
        row.subject = self.subject;
        row.text = self.text;
        row.territory = self.territory;
        row.urgency = self.urgency as i32;
        self.checked
    }
}

/// A change says the same things as a new one.
fn as_new(request: UpdateQuestionRequest) -> CreateQuestionRequest {
    CreateQuestionRequest {
        kind: request.kind,
        subject: request.subject,
        text: request.text,
        territory: request.territory,
        urgency: request.urgency,
        confirmed: request.confirmed,
        marked: request.marked,
        ..CreateQuestionRequest::default()
    }
}
