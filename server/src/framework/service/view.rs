//! The texts as everyone reads them.

use super::*;
use crate::framework::store::{signatory, version};
use crate::{markdown, network};

pub(super) async fn list_texts(app: &App, caller: &Caller, _: ListTextsRequest) -> Result<ListTextsResponse> {
    let db = app.db.read();
    let today = today(app.clock.now());
    let names = network::names(db).await?;
    let signatories = store::signatories(db, None).await?;
    let texts = store::texts(db).await?.into_iter().map(|whole| {
        let of_text: Vec<&signatory::Model> = signatories
            .iter()
            .filter(|one| one.text_id == whole.row.id)
            .collect();
        message(caller, &whole, &of_text, &names, today)
    });
    Ok(ListTextsResponse {
        texts: texts.collect(),
    })
}

pub(super) async fn get_text(app: &App, caller: &Caller, request: GetTextRequest) -> Result<FrameworkText> {
    whole(app, caller, parse_id(&request.id)?, request.number).await
}

/// A text with one of its versions in full, read again after an act; of number 0: the one in force, or the first to come.
pub(super) async fn whole(app: &App, caller: &Caller, id: Uuid, number: i32) -> Result<FrameworkText> {
    let db = app.db.read();
    let today = today(app.clock.now());
    let whole = store::text(db, id).await?.ok_or(Error::Missing)?;
    let shown = match number {
        0 => whole.in_force(today).or(whole.versions.last()),
        number => whole.version(number),
    };
    let shown = shown.ok_or(Error::Missing)?;
    let names = network::names(db).await?;
    let signatories = store::signatories(db, Some(id)).await?;
    Ok(FrameworkText {
        shown: Some(in_full(caller, &whole, shown, today)),
        ..message(
            caller,
            &whole,
            &signatories.iter().collect::<Vec<_>>(),
            &names,
            today,
        )
    })
}

fn message(
    caller: &Caller,
    whole: &Whole,
    signatories: &[&signatory::Model],
    names: &[(Uuid, String)],
    today: NaiveDate,
) -> FrameworkText {
    let row = &whole.row;
    let partner = row
        .partner_id
        .and_then(|id| names.iter().find(|(one, _)| *one == id));
    let is_now = |one: &&&signatory::Model| rules::is_signatory(one.signed_on, one.left_on, today);
    FrameworkText {
        id: row.id.to_string(),
        kind: row.kind,
        title: row.title.clone(),
        partner_id: row.partner_id.map(|id| id.to_string()).unwrap_or_default(),
        partner_name: partner.map(|(_, name)| name.clone()).unwrap_or_default(),
        versions: whole
            .versions
            .iter()
            .map(|one| head(caller, whole, one, today))
            .collect(),
        shown: None,
        signatories: signatories.iter().map(|one| signed(one)).collect(),
        n_signatories: i32::try_from(signatories.iter().filter(is_now).count()).unwrap_or(i32::MAX),
        may_edit: caller.is_animator(),
        version: row.version,
    }
}

/// A version without its words.
fn head(caller: &Caller, whole: &Whole, row: &version::Model, today: NaiveDate) -> TextVersion {
    let days = whole.first_days();
    TextVersion {
        id: row.id.to_string(),
        number: row.number,
        label: row.label.clone(),
        adopted_on: row.adopted_on.to_string(),
        in_force_from: row.in_force_from.to_string(),
        in_force_until: rules::replaced_on(&days, row.in_force_from)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        state: rules::state(&days, row.in_force_from, today) as i32,
        change: row.change.clone(),
        may_edit: caller.is_animator() && !is_locked(row, today),
        version: row.version,
        ..TextVersion::default()
    }
}

fn in_full(caller: &Caller, whole: &Whole, row: &version::Model, today: NaiveDate) -> TextVersion {
    let sections = markdown::sections(&row.text)
        .into_iter()
        .map(|section| TextSection {
            anchor: match section.number.as_str() {
                "" => String::new(),
                number => rules::anchor(number),
            },
            number: section.number,
            title: section.title,
            level: section.level,
            html: section.html,
        });
    TextVersion {
        text: row.text.clone(),
        sections: sections.collect(),
        ..head(caller, whole, row, today)
    }
}

fn signed(row: &signatory::Model) -> Signatory {
    Signatory {
        id: row.id.to_string(),
        name: row.name.clone(),
        quality: row.quality.clone(),
        signed_on: row.signed_on.to_string(),
        left_on: row.left_on.map(|day| day.to_string()).unwrap_or_default(),
        version: row.version,
    }
}
