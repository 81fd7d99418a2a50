//! The services, as the reader of the page.

use proto::v1::account_service_client::AccountServiceClient;
use proto::v1::attachment_service_client::AttachmentServiceClient;
use proto::v1::bounce_service_client::BounceServiceClient;
use proto::v1::bulletin_service_client::BulletinServiceClient;
use proto::v1::contribution_service_client::ContributionServiceClient;
use proto::v1::convocation_service_client::ConvocationServiceClient;
use proto::v1::decision_service_client::DecisionServiceClient;
use proto::v1::delivery_service_client::DeliveryServiceClient;
use proto::v1::edition_service_client::EditionServiceClient;
use proto::v1::framework_service_client::FrameworkServiceClient;
use proto::v1::home_service_client::HomeServiceClient;
use proto::v1::live_service_client::LiveServiceClient;
use proto::v1::mail_service_client::MailServiceClient;
use proto::v1::meeting_service_client::MeetingServiceClient;
use proto::v1::minutes_service_client::MinutesServiceClient;
use proto::v1::network_service_client::NetworkServiceClient;
use proto::v1::newsletter_service_client::NewsletterServiceClient;
use proto::v1::obligation_service_client::ObligationServiceClient;
use proto::v1::overseas_service_client::OverseasServiceClient;
use proto::v1::poll_service_client::PollServiceClient;
use proto::v1::production_service_client::ProductionServiceClient;
use proto::v1::programme_service_client::ProgrammeServiceClient;
use proto::v1::project_service_client::ProjectServiceClient;
use proto::v1::question_service_client::QuestionServiceClient;
use proto::v1::registration_service_client::RegistrationServiceClient;
use proto::v1::report_service_client::ReportServiceClient;
use proto::v1::round_service_client::RoundServiceClient;
use proto::v1::session_service_client::SessionServiceClient;
use proto::v1::solicitation_service_client::SolicitationServiceClient;
use proto::v1::subscriber_service_client::SubscriberServiceClient;
use proto::v1::support_service_client::SupportServiceClient;

use super::{Bound, PageContext};

impl PageContext {
    pub(crate) fn account(&self) -> AccountServiceClient<Bound> {
        AccountServiceClient::new(self.api.clone())
    }
    pub(crate) fn attachment(&self) -> AttachmentServiceClient<Bound> {
        AttachmentServiceClient::new(self.api.clone())
    }
    pub(crate) fn bounce(&self) -> BounceServiceClient<Bound> {
        BounceServiceClient::new(self.api.clone())
    }
    pub(crate) fn bulletin(&self) -> BulletinServiceClient<Bound> {
        BulletinServiceClient::new(self.api.clone())
    }
    pub(crate) fn contribution(&self) -> ContributionServiceClient<Bound> {
        ContributionServiceClient::new(self.api.clone())
    }
    pub(crate) fn convocation(&self) -> ConvocationServiceClient<Bound> {
        ConvocationServiceClient::new(self.api.clone())
    }
    pub(crate) fn decision(&self) -> DecisionServiceClient<Bound> {
        DecisionServiceClient::new(self.api.clone())
    }
    pub(crate) fn delivery(&self) -> DeliveryServiceClient<Bound> {
        DeliveryServiceClient::new(self.api.clone())
    }
    pub(crate) fn edition(&self) -> EditionServiceClient<Bound> {
        EditionServiceClient::new(self.api.clone())
    }
    pub(crate) fn framework(&self) -> FrameworkServiceClient<Bound> {
        FrameworkServiceClient::new(self.api.clone())
    }
    pub(crate) fn home(&self) -> HomeServiceClient<Bound> {
        HomeServiceClient::new(self.api.clone())
    }
    pub(crate) fn live(&self) -> LiveServiceClient<Bound> {
        LiveServiceClient::new(self.api.clone())
    }
    pub(crate) fn mail(&self) -> MailServiceClient<Bound> {
        MailServiceClient::new(self.api.clone())
    }
    pub(crate) fn meeting(&self) -> MeetingServiceClient<Bound> {
        MeetingServiceClient::new(self.api.clone())
    }
    pub(crate) fn minutes(&self) -> MinutesServiceClient<Bound> {
        MinutesServiceClient::new(self.api.clone())
    }
    pub(crate) fn network(&self) -> NetworkServiceClient<Bound> {
        NetworkServiceClient::new(self.api.clone())
    }
    pub(crate) fn newsletter(&self) -> NewsletterServiceClient<Bound> {
        NewsletterServiceClient::new(self.api.clone())
    }
    pub(crate) fn subscriber(&self) -> SubscriberServiceClient<Bound> {
        SubscriberServiceClient::new(self.api.clone())
    }
    pub(crate) fn obligation(&self) -> ObligationServiceClient<Bound> {
        ObligationServiceClient::new(self.api.clone())
    }
    pub(crate) fn overseas(&self) -> OverseasServiceClient<Bound> {
        OverseasServiceClient::new(self.api.clone())
    }
    pub(crate) fn poll(&self) -> PollServiceClient<Bound> {
        PollServiceClient::new(self.api.clone())
    }
    pub(crate) fn production(&self) -> ProductionServiceClient<Bound> {
        ProductionServiceClient::new(self.api.clone())
    }
    pub(crate) fn programme(&self) -> ProgrammeServiceClient<Bound> {
        ProgrammeServiceClient::new(self.api.clone())
    }
    pub(crate) fn project(&self) -> ProjectServiceClient<Bound> {
        ProjectServiceClient::new(self.api.clone())
    }
    pub(crate) fn question(&self) -> QuestionServiceClient<Bound> {
        QuestionServiceClient::new(self.api.clone())
    }
    pub(crate) fn session(&self) -> SessionServiceClient<Bound> {
        SessionServiceClient::new(self.api.clone())
    }
    pub(crate) fn solicitation(&self) -> SolicitationServiceClient<Bound> {
        SolicitationServiceClient::new(self.api.clone())
    }
    pub(crate) fn registration(&self) -> RegistrationServiceClient<Bound> {
        RegistrationServiceClient::new(self.api.clone())
    }
    pub(crate) fn report(&self) -> ReportServiceClient<Bound> {
        ReportServiceClient::new(self.api.clone())
    }
    pub(crate) fn round(&self) -> RoundServiceClient<Bound> {
        RoundServiceClient::new(self.api.clone())
    }
    pub(crate) fn support(&self) -> SupportServiceClient<Bound> {
        SupportServiceClient::new(self.api.clone())
    }
}
