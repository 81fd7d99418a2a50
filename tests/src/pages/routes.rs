//! Every route of the site, and who gets it.

use proto::v1::Role;

use super::{ASKERS, For, REPORTED, Year};
use crate::scenario;

const CONVENERS: For = For::Roles(&[Role::Animator, Role::Director, Role::UrbanRenewalAgency]);

/// The animator and the DGOM; the overseas centres, which are none of the actors here.
const OVERSEAS: For = For::Roles(&[Role::Animator, Role::OverseasMinistry]);

/// Who asks for a centre.
const TEAMS: For = For::Roles(&[Role::Director, Role::Team]);

/// Who sees what the ANRU is asked.
const ASKED: For = For::Roles(&[
    Role::Animator,
    Role::Director,
    Role::Team,
    Role::President,
    Role::UrbanRenewalAgency,
]);

/// Those whom a Comité technique convenes: the animator, and all of the centres.
const CENTRES: For = For::Roles(&[Role::Animator, Role::Director, Role::Team, Role::President]);

/// Every route of the site, as the router writes it, with a path to try.
pub(super) fn routes(year: &Year) -> Vec<(&'static str, String, For)> {
    let fixed = |path: &'static str, who| (path, path.to_owned(), who);
    let day = |route: &'static str, who| (route, route.replace("{meeting_id}", &year.day.id), who);
    let newsletter = |route: &'static str, who| (route, route.replace("{id}", &year.newsletter_id), who);
    let link = |route| {
        let (_, path, who) = day(route, For::Anyone);
        (route, format!("{path}?{}", year.link), who)
    };
    vec![
        fixed("/", For::SignedIn),
        fixed("/account", For::SignedIn),
        fixed("/account/stored-data", For::SignedIn),
        fixed("/account/sign-in", For::Anyone),
        (
            "/account/sign-in/link",
            "/account/sign-in/link?token=x".to_owned(),
            For::Anyone,
        ),
        fixed("/account/demonstration-mails", For::Anyone),
        fixed("/programme", For::SignedIn),
        ("/programme/{year}", "/programme/2027".to_owned(), For::SignedIn),
        ("/programme/{year}", "/programme/2028".to_owned(), For::SignedIn),
        (
            "/programme/{year}/reminder",
            "/programme/2027/reminder".to_owned(),
            For::Roles(&[Role::Animator]),
        ),
        (
            "/work-stream/{id}",
            format!("/work-stream/{}", year.streams[0].id),
            For::SignedIn,
        ),
        (
            "/work-stream/{id}",
            format!("/work-stream/{}", year.streams[2].id),
            For::SignedIn,
        ),
        (
            "/contribution/{id}",
            format!("/contribution/{}", year.draft.id),
            For::Own,
        ),
        (
            "/contribution/{id}/print",
            format!("/contribution/{}/print", year.draft.id),
            For::Own,
        ),
        (
            "/contribution/{id}",
            format!("/contribution/{}", year.submitted.id),
            For::OwnAndAnimator,
        ),
        ("/production/{year}", "/production/2027".to_owned(), For::SignedIn),
        fixed("/solicitation", For::SignedIn),
        (
            "/solicitation",
            "/solicitation?state=closed".to_owned(),
            For::SignedIn,
        ),
        fixed("/solicitation/new", For::Roles(&ASKERS)),
        (
            "/solicitation/{id}",
            format!("/solicitation/{}", year.solicitation.id),
            For::OwnAndAnimator,
        ),
        (
            "/solicitation/{id}",
            format!("/solicitation/{}?centre={}", year.solicitation.id, year.centre.id),
            For::OwnAndAnimator,
        ),
        fixed("/bulletin", For::SignedIn),
        ("/bulletin", "/bulletin?show=all".to_owned(), For::SignedIn),
        fixed("/bulletin/new", For::Roles(&ASKERS)),
        fixed("/bulletin/procedure", For::SignedIn),
        (
            "/bulletin/{id}",
            format!("/bulletin/{}", year.bulletin.id),
            For::OwnAnimatorAndAnru,
        ),
        ("/note/{id}", year.bulletin.public_path.clone(), For::Anyone),
        fixed("/report", For::Roles(&REPORTED)),
        (
            "/report/{organisation_id}",
            format!("/report/{}?year=2027&month=3", year.centre.id),
            For::OwnAnimatorAndAnru,
        ),
        fixed("/question", For::SignedIn),
        ("/question", "/question?show=own".to_owned(), For::SignedIn),
        fixed("/question/new", TEAMS),
        ("/question/new", "/question/new?text=relogement".to_owned(), TEAMS),
        fixed("/question/faq", For::SignedIn),
        (
            "/question/faq",
            "/question/faq?q=bailleurs".to_owned(),
            For::SignedIn,
        ),
        (
            "/question/{id}",
            format!("/question/{}", year.question.id),
            For::SignedIn,
        ),
        ("/question/{id}", format!("/question/{}", year.waiting.id), ASKED),
        fixed("/support", ASKED),
        ("/support", "/support?state=open".to_owned(), ASKED),
        fixed("/support/new", For::Roles(&[Role::Director])),
        (
            "/support/{id}",
            format!("/support/{}", year.support.id),
            For::OwnAnimatorAndAnru,
        ),
        (
            "/support/{id}",
            format!("/support/{}", year.supported.id),
            For::OwnAnimatorAndAnru,
        ),
        fixed("/network", For::SignedIn),
        (
            "/network",
            "/network?query=loire&function=1".to_owned(),
            For::SignedIn,
        ),
        fixed("/network/new", For::Roles(&[Role::Animator])),
        fixed("/network/import", For::Roles(&[Role::Animator])),
        (
            "/network/{id}",
            format!("/network/{}", year.centre.id),
            For::SignedIn,
        ),
        fixed("/newsletter", For::SignedIn),
        newsletter("/newsletter/{id}", For::Own),
        newsletter("/newsletter/{id}/settings", For::OwnDirector),
        newsletter("/newsletter/{id}/record", For::OwnDirector),
        newsletter("/newsletter/{id}/subscribers", For::OwnDirector),
        newsletter("/newsletter/{id}/import", For::OwnDirector),
        (
            "/lettre/{slug}",
            format!("/lettre/{}", scenario::SLUG),
            For::Anyone,
        ),
        (
            "/lettre/confirmation",
            format!("/lettre/confirmation?{}", year.confirmation),
            For::Anyone,
        ),
        fixed("/lettre/abonnement", For::Nobody),
        fixed("/lettre/mes-donnees", For::Nobody),
        fixed("/meeting", For::SignedIn),
        fixed("/meeting/new", CONVENERS),
        (
            "/meeting/{id}",
            format!("/meeting/{}", year.committee.id),
            For::SignedIn,
        ),
        (
            "/meeting/{id}",
            format!("/meeting/{}", year.supported.meeting.as_ref().unwrap().id),
            For::OwnAnimatorAndAnru,
        ),
        (
            "/convocation/{id}",
            format!("/convocation/{}", year.committee.id),
            For::SignedIn,
        ),
        (
            "/convocation/answer",
            "/convocation/answer".to_owned(),
            For::Nobody,
        ),
        day("/registration/{meeting_id}", For::Anyone),
        day("/registration/{meeting_id}/list", For::Roles(&[Role::Animator])),
        day("/registration/{meeting_id}/badges", For::Roles(&[Role::Animator])),
        link("/registration/{meeting_id}/list"),
        link("/registration/mine"),
        link("/registration/mine/certificate"),
        fixed("/session/actions", For::SignedIn),
        fixed("/session/attendance", For::SignedIn),
        (
            "/session/{id}",
            format!("/session/{}", year.committee.id),
            For::SignedIn,
        ),
        (
            "/session/{id}/projector",
            format!("/session/{}/projector", year.committee.id),
            For::SignedIn,
        ),
        (
            "/session/{id}/check-in",
            format!("/session/{}/check-in?code=1", year.committee.id),
            For::SignedIn,
        ),
        (
            "/session/{id}/sheet",
            format!("/session/{}/sheet", year.committee.id),
            For::Roles(&[Role::Animator]),
        ),
        fixed("/poll", For::SignedIn),
        fixed(
            "/poll/new",
            For::Roles(&[Role::Animator, Role::UrbanRenewalAgency]),
        ),
        (
            "/meeting/slot",
            "/meeting/slot?kind=8&minutes=60".to_owned(),
            For::Roles(&[Role::Animator, Role::UrbanRenewalAgency, Role::OverseasMinistry]),
        ),
        fixed("/meeting/availability", For::SignedIn),
        fixed("/overseas", OVERSEAS),
        fixed("/overseas/work", For::SignedIn),
        fixed("/overseas/work/new", OVERSEAS),
        (
            "/overseas/work/{id}",
            format!("/overseas/work/{}", year.work.id),
            OVERSEAS,
        ),
        (
            "/overseas/news/{centre_id}",
            format!("/overseas/news/{}", year.overseas_id),
            OVERSEAS,
        ),
        fixed("/framework", For::SignedIn),
        (
            "/framework/{id}",
            format!("/framework/{}", year.annex_id),
            For::SignedIn,
        ),
        (
            "/framework/{id}",
            format!("/framework/{}?version=2", year.annex_id),
            For::SignedIn,
        ),
        fixed("/project", ASKED),
        ("/project", "/project?state=all".to_owned(), ASKED),
        fixed(
            "/project/new",
            For::Roles(&[Role::Animator, Role::UrbanRenewalAgency]),
        ),
        (
            "/project/{id}",
            format!("/project/{}", year.project.id),
            For::OwnAnimatorAndAnru,
        ),
        ("/poll/{id}", format!("/poll/{}", year.poll.id), CENTRES),
        (
            "/round/{meeting_id}",
            format!("/round/{}", year.committee.id),
            CENTRES,
        ),
        (
            "/round/{meeting_id}/show",
            format!("/round/{}/show", year.committee.id),
            CENTRES,
        ),
        fixed("/decision", For::SignedIn),
        (
            "/decision",
            "/decision?query=programme&year=2027&kind=1".to_owned(),
            For::SignedIn,
        ),
        (
            "/decision/{meeting_id}",
            format!("/decision/{}", year.committee.id),
            For::SignedIn,
        ),
        (
            "/decision/vote/{id}",
            format!("/decision/vote/{}", year.vote.id),
            For::SignedIn,
        ),
        (
            "/decision/rules/{kind}",
            "/decision/rules/technical-committee".to_owned(),
            For::SignedIn,
        ),
        fixed("/obligation", For::SignedIn),
        ("/obligation", "/obligation?year=2028".to_owned(), For::SignedIn),
        (
            "/obligation/{organisation_id}",
            format!("/obligation/{}", year.centre.id),
            For::OwnAndAnimator,
        ),
        fixed("/minutes", For::SignedIn),
        (
            "/minutes",
            "/minutes?query=matin&year=2027&kind=1".to_owned(),
            For::SignedIn,
        ),
        (
            "/minutes/{meeting_id}",
            format!("/minutes/{}", year.reviewed.id),
            CENTRES,
        ),
        (
            "/minutes/{meeting_id}/print",
            format!("/minutes/{}/print", year.reviewed.id),
            CENTRES,
        ),
        ("/edition/{id}", format!("/edition/{}", year.edition.id), For::Own),
        (
            "/delivery/{edition_id}",
            format!("/delivery/{}", year.edition.id),
            For::Own,
        ),
        (
            "/delivery/{edition_id}/recipients",
            format!("/delivery/{}/recipients", year.edition.id),
            For::OwnDirector,
        ),
        (
            "/delivery/totals/{newsletter_id}",
            format!("/delivery/totals/{}", year.edition.newsletter_id),
            For::OwnAndAnimator,
        ),
        (
            "/delivery/sender/{newsletter_id}",
            format!("/delivery/sender/{}", year.edition.newsletter_id),
            For::Own,
        ),
        (
            "/edition/{id}",
            format!("/edition/{}?view=text&query=journee", year.edition.id),
            For::Own,
        ),
        (
            "/lettre/{slug}/archive",
            "/lettre/lettre-du-centre/archive".to_owned(),
            For::Anyone,
        ),
        (
            "/lettre/{slug}/archive/{number}",
            "/lettre/lettre-du-centre/archive/1".to_owned(),
            For::Anyone,
        ),
        (
            "/lettre/{slug}/archive/{number}",
            "/lettre/lettre-du-centre/archive/2".to_owned(),
            For::Nobody,
        ),
        fixed("/activity", For::SignedIn),
        fixed("/audit", For::Roles(&[Role::Animator, Role::Director])),
        fixed("/mail", For::Roles(&[Role::Animator])),
        fixed("/bounce", For::Roles(&[Role::Animator])),
        fixed("/accessibility", For::Anyone),
        fixed("/legal", For::Anyone),
        fixed("/contact", For::Anyone),
    ]
}
