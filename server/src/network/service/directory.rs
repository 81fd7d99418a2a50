//! Organisations: the directory, a page of each, what the animator and a director change.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proto::v1::{
    ActivityKind, EndOrganisationRequest, Function, LegalForm, ListOrganisationsRequest,
    ListOrganisationsResponse, Organisation, Reason,
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::db::{self, OnUnique as _};
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::network::rules::{MAX_EXPERTISE, MAX_THEME, fold, is_in_network};
use crate::network::service::{delegation, member};
use crate::network::store::{self, organisation};

/// The directory.
pub(super) async fn list(app: &App, request: &ListOrganisationsRequest) -> Result<ListOrganisationsResponse> {
    let mut violations = Violations::new();
    let query = fold(&violations.optional_text("query", &request.query, 200));
    let theme = fold(&violations.optional_text("expertise", &request.expertise, 100));
    if Function::try_from(request.function).is_err() {
        violations.add("function", Reason::UnknownValue);
    }
    let is_all = request.on == "all";
    let on = if is_all { "" } else { &request.on };
    let day = violations.optional_date("on", on);
    violations.finish()?;

    let now = app.clock.now();
    let rows = store::organisations(app.db.read()).await?;
    let expertise = store::expertise(app.db.read()).await?;
    let mut themes: BTreeMap<&str, &str> = BTreeMap::new();
    let mut labels: BTreeMap<Uuid, Vec<&store::expertise::Model>> = BTreeMap::new();
    for theme in &expertise {
        themes.entry(&theme.folded).or_insert(&theme.label);
        labels.entry(theme.organisation_id).or_default().push(theme);
    }
    let names: BTreeMap<Uuid, &str> = rows.iter().map(|row| (row.id, row.short_name.as_str())).collect();
    let is_wanted = |row: &&organisation::Model| {
        let day = day.unwrap_or_else(|| row.today(now));
        let of = labels.get(&row.id).map_or(&[][..], Vec::as_slice);
        (is_all || is_in_network(row.joined_on, row.left_on, day))
            && (request.function == 0 || row.function == request.function)
            && query.split(' ').all(|word| row.search.contains(word))
            && (theme.is_empty() || of.iter().any(|label| label.folded == theme))
    };
    let organisations = rows.iter().filter(is_wanted).map(|row| {
        let of = labels.get(&row.id).map_or(&[][..], Vec::as_slice);
        let successor = row.successor_id.and_then(|id| names.get(&id).copied());
        let of = of.iter().map(|label| label.label.clone()).collect();
        message(row.clone(), of, successor.unwrap_or_default())
    });
    Ok(ListOrganisationsResponse {
        organisations: organisations.collect(),
        expertise: themes.into_values().map(str::to_owned).collect(),
    })
}

/// One organisation with its team.
pub(super) async fn get(app: &App, id: &str) -> Result<Organisation> {
    whole(app, app.db.read(), db::parse_id(id)?).await
}

async fn whole(app: &App, db: &impl ConnectionTrait, id: Uuid) -> Result<Organisation> {
    let row = store::organisation(db, id).await?.ok_or(Error::Missing)?;
    let today = row.today(app.clock.now());
    let expertise = store::expertise_of(db, id).await?;
    let successor = match row.successor_id {
        Some(id) => store::organisation(db, id).await?,
        None => None,
    };
    let successor = successor.map(|row| row.short_name).unwrap_or_default();
    let team = store::members_of(db, id).await?;
    let delegations = store::delegations_of(db, id)
        .await?
        .into_iter()
        .map(|delegation| {
            let of = |member: &&store::Member| member.id == delegation.membership_id;
            let name = team.iter().find(of).map(|member| member.name.clone());
            delegation::message(delegation, name.unwrap_or_default(), today)
        });
    Ok(Organisation {
        delegations: delegations.collect(),
        team: team.iter().map(member::message).collect(),
        ..message(row, expertise, &successor)
    })
}

fn message(row: organisation::Model, expertise: Vec<String>, successor_name: &str) -> Organisation {
    let day = |day: NaiveDate| day.to_string();
    Organisation {
        id: row.id.to_string(),
        name: row.name,
        short_name: row.short_name,
        function: row.function,
        legal_form: row.legal_form,
        host_name: row.host_name,
        territory: row.territory,
        seat: row.seat,
        zone: row.zone,
        is_overseas: row.is_overseas,
        is_state_funded: row.is_state_funded,
        expertise,
        joined_on: day(row.joined_on),
        left_on: row.left_on.map(day).unwrap_or_default(),
        successor_id: row.successor_id.map(|id| id.to_string()).unwrap_or_default(),
        successor_name: successor_name.to_owned(),
        core_missions: row.core_missions,
        website: row.website,
        team: Vec::new(),
        delegations: Vec::new(),
        version: row.version,
    }
}

/// Reads what a director may change: territory, seat, expertise, core missions, website.
fn own_fields(row: &mut organisation::Model, wanted: &Organisation, v: &mut Violations) -> Vec<String> {
    row.territory = v.optional_text("organisation.territory", &wanted.territory, 300);
    row.seat = v.optional_text("organisation.seat", &wanted.seat, 100);
    row.core_missions = v.optional_text("organisation.core_missions", &wanted.core_missions, 2000);
    row.website = v.optional_text("organisation.website", &wanted.website, 300);
    let is_link = row.website.starts_with("https://") || row.website.starts_with("http://");
    if !row.website.is_empty() && (!is_link || row.website.contains(char::is_whitespace)) {
        v.add("organisation.website", Reason::NotALink);
    }
    // One field of a form may hold several themes.
    let mut folded: Vec<String> = Vec::new();
    let mut expertise = Vec::new();
    for theme in wanted
        .expertise
        .iter()
        .flat_map(|text| text.split(['\n', ';', ',']))
    {
        let theme = v.optional_text("organisation.expertise", theme, MAX_THEME);
        if !theme.is_empty() && !folded.contains(&fold(&theme)) {
            folded.push(fold(&theme));
            expertise.push(theme);
        }
    }
    if expertise.len() > MAX_EXPERTISE {
        v.add("organisation.expertise", Reason::TooMany);
    }
    expertise
}

/// Reads everything that the animator may write.
fn all_fields(row: &mut organisation::Model, wanted: &Organisation, v: &mut Violations) -> Vec<String> {
    row.name = v.text("organisation.name", &wanted.name, 200);
    row.short_name = v.text("organisation.short_name", &wanted.short_name, 60);
    let function: Function = v.choice("organisation.function", wanted.function);
    row.function = function as i32;
    let legal_form = if function == Function::Centre || wanted.legal_form != 0 {
        v.choice("organisation.legal_form", wanted.legal_form)
    } else {
        LegalForm::Other
    };
    row.legal_form = legal_form as i32;
    row.host_name = if legal_form == LegalForm::Hosted {
        v.text("organisation.host_name", &wanted.host_name, 200)
    } else {
        v.optional_text("organisation.host_name", &wanted.host_name, 200)
    };
    row.zone = v.zone("organisation.zone", &wanted.zone).name().to_owned();
    row.is_overseas = wanted.is_overseas;
    row.is_state_funded = wanted.is_state_funded;
    row.joined_on = v.date("organisation.joined_on", &wanted.joined_on);
    own_fields(row, wanted, v)
}

fn wanted(organisation: Option<Organisation>) -> Result<Organisation> {
    organisation.ok_or_else(|| Error::invalid("organisation", Reason::Required))
}

/// A row with nothing in it yet.
pub(super) fn blank() -> organisation::Model {
    organisation::Model {
        id: db::id(),
        name: String::new(),
        name_folded: String::new(),
        short_name: String::new(),
        short_name_folded: String::new(),
        function: 0,
        legal_form: LegalForm::Other as i32,
        host_name: String::new(),
        territory: String::new(),
        seat: String::new(),
        zone: chrono_tz::Europe::Paris.name().to_owned(),
        is_overseas: false,
        is_state_funded: false,
        joined_on: NaiveDate::default(),
        left_on: None,
        successor_id: None,
        core_missions: String::new(),
        website: String::new(),
        search: String::new(),
        version: 1,
    }
}

fn told<'a>(rpc: &'static str, kind: ActivityKind, id: Uuid, name: &'a str) -> Act<'a> {
    Act {
        organisation_id: Some(id),
        ..Act::told(rpc, kind, name, format!("/network/{id}"))
    }
}

/// Adds an organisation to the network.
pub(super) async fn create(
    app: &App,
    caller: &Caller,
    request: Option<Organisation>,
) -> Result<Organisation> {
    let wanted = wanted(request)?;
    let mut violations = Violations::new();
    let mut row = blank();
    let expertise = all_fields(&mut row, &wanted, &mut violations);
    violations.finish()?;
    let (id, name) = (row.id, row.short_name.clone());
    let tx = app.db.begin().await?;
    store::insert_organisation(&tx, row, &expertise)
        .await
        .on_unique(Reason::NameTaken)?;
    let answer = whole(app, &tx, id).await?;
    let act = told("CreateOrganisation", ActivityKind::OrganisationCreated, id, &name);
    live::record(&tx, Some(caller), app.clock.now(), act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(answer)
}

/// Changes an organisation: the animator everything, a director what the own centre says of itself.
pub(super) async fn update(
    app: &App,
    caller: &Caller,
    request: Option<Organisation>,
) -> Result<Organisation> {
    let wanted = wanted(request)?;
    let id = db::parse_id(&wanted.id)?;
    let tx = app.db.begin().await?;
    let mut row = store::organisation(&tx, id).await?.ok_or(Error::Missing)?;
    if !caller.is_animator() && !caller.is_of(id) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    let mut violations = Violations::new();
    let before = row.function;
    let expertise = if caller.is_animator() {
        all_fields(&mut row, &wanted, &mut violations)
    } else {
        own_fields(&mut row, &wanted, &mut violations)
    };
    // People have positions that fit the function: it changes only while there are none.
    if row.function != before && !store::members_of(&tx, id).await?.is_empty() {
        violations.add("organisation.function", Reason::UnknownValue);
    }
    if row.left_on.is_some_and(|left_on| left_on < row.joined_on) {
        violations.add("organisation.joined_on", Reason::EndBeforeStart);
    }
    violations.finish()?;
    if row.version != wanted.version {
        return Err(Error::Changed);
    }
    let name = row.short_name.clone();
    let is_written = store::update_organisation(&tx, row, &expertise)
        .await
        .on_unique(Reason::NameTaken)?;
    if !is_written {
        return Err(Error::Changed);
    }
    let answer = whole(app, &tx, id).await?;
    let act = told("UpdateOrganisation", ActivityKind::OrganisationUpdated, id, &name);
    live::record(&tx, Some(caller), app.clock.now(), act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(answer)
}

/// Records that an organisation leaves the network (closed, or merged into another), or takes that back.
/// Past years stay true.
pub(super) async fn end(
    app: &App,
    caller: &Caller,
    request: &EndOrganisationRequest,
) -> Result<Organisation> {
    let id = db::parse_id(&request.id)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = store::organisation(&tx, id).await?.ok_or(Error::Missing)?;
    if caller.is_of(id) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    let kind = if request.is_taken_back {
        store::end_organisation(&tx, id, None, None).await?;
        ActivityKind::OrganisationUpdated
    } else {
        let (left_on, successor_id) = departure(&tx, &row, request).await?;
        store::end_organisation(&tx, id, Some(left_on), successor_id).await?;
        if left_on <= row.today(now) {
            crate::account::end_organisation(&tx, id, now).await?;
        }
        ActivityKind::OrganisationEnded
    };
    let answer = whole(app, &tx, id).await?;
    let act = told("EndOrganisation", kind, id, &row.short_name);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(answer)
}

/// The first day out of the network, and the organisation that this one merges into.
async fn departure(
    tx: &impl ConnectionTrait,
    row: &organisation::Model,
    request: &EndOrganisationRequest,
) -> Result<(NaiveDate, Option<Uuid>)> {
    let mut violations = Violations::new();
    let left_on = violations.date("left_on", &request.left_on);
    let successor_id = violations.optional_id("successor_id", &request.successor_id);
    violations.finish()?;
    if left_on < row.joined_on {
        return Err(Error::invalid("left_on", Reason::EndBeforeStart));
    }
    if let Some(successor_id) = successor_id {
        let successor = store::organisation(tx, successor_id).await?;
        let is_fine = successor.is_some_and(|successor| {
            successor.id != row.id
                && successor.function == row.function
                && is_in_network(successor.joined_on, successor.left_on, left_on)
        });
        if !is_fine {
            return Err(Error::invalid("successor_id", Reason::UnknownValue));
        }
    }
    Ok((left_on, successor_id))
}
